import { Controller, Get, Inject, Res, ServiceUnavailableException } from '@nestjs/common';
import {
  HealthCheck,
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
} from '@nestjs/terminus';
import { Public } from '@tenfold/identity';
import type { FastifyReply } from 'fastify';

/** Where the process is in its life, and what it can reach. */
export interface Health {
  state: 'starting' | 'ready' | 'draining';
  readonly dependencies: Readonly<Record<string, () => Promise<boolean> | boolean>>;
}

/** Injection token of the process's `Health`. */
export const HEALTH = Symbol('health');
const PROBE_TIMEOUT_MS = 1_000;

/**
 * Started: it has begun to serve, once and for all. Live: the loop turns. Ready: this process serves. A dependency that is down is
 * shown and does not make the process unready: it is down for every replica alike, and a service with no ready replica cannot even
 * answer what it still could.
 */
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    @Inject(HEALTH) private readonly health: Health,
  ) {}

  @Get('livez')
  @Public()
  @HealthCheck()
  live(): Promise<HealthCheckResult> {
    return this.checks.check([]);
  }

  @Get('startupz')
  @Public()
  @HealthCheck()
  started(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { state } = this.health;
    const process = this.indicators.check('process');
    return shown(
      this.checks.check([() => (state === 'starting' ? process.down({ state }) : process.up({ state }))]),
      reply,
    );
  }

  @Get('readyz')
  @Public()
  @HealthCheck()
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { state, dependencies } = this.health;
    const process = this.indicators.check('process');
    const checks = this.checks.check([
      () => (state === 'ready' ? process.up({ state }) : process.down({ state })),
      ...Object.entries(dependencies).map(([name, probe]) => async () => {
        return this.indicators.check(name).up({ reachable: await answers(probe) });
      }),
    ]);
    return shown(checks, reply);
  }
}

/** Not a fault: what is down is what the caller wants to read. */
function shown(checked: Promise<HealthCheckResult>, reply: FastifyReply): Promise<unknown> {
  return checked.catch((error: unknown) => {
    if (!(error instanceof ServiceUnavailableException)) throw error;
    void reply.code(503);
    return error.getResponse();
  });
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
