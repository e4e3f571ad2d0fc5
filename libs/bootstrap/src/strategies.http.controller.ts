import { Body, Controller, Delete, Get, HttpCode, Param, Put } from '@nestjs/common';
import { Allow } from '@tenfold/identity';
import { STRATEGIES, Strategies, type Positions } from '@tenfold/strategies';
import { z } from 'zod';
import { SharedStrategies } from './shared-strategies.js';

const strategySchema = z.enum(STRATEGIES);
const positionSchema = z.strictObject({ position: z.enum(['on', 'off']) });

type Answer = Readonly<Record<string, 'on' | 'off'>>;

/** The switches, for administrators, on the port that the ingress does not reach. */
@Controller('strategies')
export class StrategiesHttpController {
  constructor(
    private readonly strategies: Strategies,
    private readonly shared: SharedStrategies,
  ) {}

  @Get()
  @Allow('admin')
  list(): Answer {
    return answer(this.strategies.positions);
  }

  /** Sets a switch in every process of the platform. */
  @Put(':strategy')
  @Allow('admin')
  async set(
    @Param('strategy', { schema: strategySchema }) strategy: z.infer<typeof strategySchema>,
    @Body({ schema: positionSchema }) { position }: z.infer<typeof positionSchema>,
  ): Promise<Answer> {
    return answer(await this.shared.set(strategy, position === 'on'));
  }

  /** Every switch back to what the environment says. */
  @Delete()
  @HttpCode(200)
  @Allow('admin')
  async reset(): Promise<Answer> {
    return answer(await this.shared.reset());
  }
}

function answer(positions: Positions): Answer {
  return Object.fromEntries(STRATEGIES.map((name) => [name, positions[name] ? 'on' : 'off']));
}
