import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type Answer, Conditional, Reads } from '@tenfold/bootstrap';
import { Allow } from '@tenfold/identity';
import { DaysService } from './days.service.js';
import { daysQuery, daysSchema, type DaysQuery } from './dto/day.dto.js';

@ApiTags('days')
@Controller('v1/orders/days')
export class DaysHttpController {
  constructor(private readonly days: DaysService) {}

  /** What was ordered and returned on each day, over all customers, per currency; the youngest day first. */
  @Get()
  @ApiOperation({ summary: 'Read the sums of days' })
  @Allow('staff', 'admin')
  @Reads('eventual')
  @ApiOkResponse({ standardSchema: daysSchema, description: 'Days that have orders' })
  async list(
    @Conditional() answer: Answer,
    @Query({ schema: daysQuery }) query: DaysQuery,
  ): Promise<string | undefined> {
    return answer.send(await this.days.list(query));
  }
}
