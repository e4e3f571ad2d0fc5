import { Controller, Get, Inject, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  TerminusModule,
  type HealthCheckResult,
} from '@nestjs/terminus';

/** Where the process is in its life, and what it can reach. */
export interface Health {
  state: 'starting' | 'ready' | 'draining';
  readonly dependencies: Readonly<Record<string, () => Promise<boolean> | boolean>>;
}

const HEALTH = Symbol('health');
const PROBE_TIMEOUT_MS = 1_000;

/**
 * Live: the loop turns. Ready: this process serves. A dependency that is down is shown and does not make the process unready: it is
 * down for every replica alike, and a service with no ready replica cannot even answer what it still could.
 */
@Controller()
class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  @Get('livez')
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.checks.check([]);
  }

  @Get('readyz')
  @HealthCheck()
  ready(): Promise<HealthCheckResult> {
    const { state, dependencies } = this.health;
    const process = this.indicators.check('process');
    return this.checks.check([
      () => (state === 'ready' ? process.up({ state }) : process.down({ state })),
      ...Object.entries(dependencies).map(([name, probe]) => async () => {
        return this.indicators.check(name).up({ reachable: await answers(probe) });
      }),
    ]);
  }
}

@Module({})
class HealthModule {}

/** Listens on a port of its own, so that probes are not to be had through the ingress and do not queue behind requests. */
export async function listenForProbes(
  health: Health,
  host: string,
  port: number,
): Promise<NestFastifyApplication> {
  const module: DynamicModule = {
    module: HealthModule,
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [{ provide: HEALTH, useValue: health }],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    logger: false,
  });
  await app.listen({ port, host });
  return app;
}

async function answers(probe: () => Promise<boolean> | boolean): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([Promise.resolve().then(probe), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
