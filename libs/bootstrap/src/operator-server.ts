import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_PIPE, DiscoveryModule, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { TerminusModule } from '@nestjs/terminus';
import { TokenVerifier } from '@tenfold/identity';
import { Metrics, type Logger } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { Admission } from './admission.js';
import { addConnectionCloser } from './close-connections.js';
import { declareRoutes } from './declare-routes.js';
import { HEALTH, HealthController, type Health } from './health.js';
import { MetricsHttpController } from './metrics.http.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { addRequestHooks } from './request-hooks.js';
import { RequestLog } from './request-log.js';
import { recordRoutes } from './route-table.js';
import { SchemaPipe } from './schema.pipe.js';
import { createAdapter } from './server.js';
import { SharedStrategies } from './shared-strategies.js';
import { StrategiesHttpController } from './strategies.http.controller.js';

export interface OperatorServerOptions {
  readonly health: Health;
  readonly strategies: Strategies;
  readonly shared: SharedStrategies;
  readonly metrics: Metrics;
  readonly verifier: TokenVerifier;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

/** Probes come every few seconds: only what is wrong with them is worth a line. */
const NO_LINES = { perSecond: 0, slowMs: Infinity };

@Module({})
class OperatorModule {}

/** What operators and probes ask: on a port of its own, so that it is not to be had through the ingress and does not queue behind requests. */
export async function listenForOperators(options: OperatorServerOptions): Promise<NestFastifyApplication> {
  const { host, port, verifier } = options;
  const logger = options.logger.child({}, { level: 'warn' });
  const module: DynamicModule = {
    module: OperatorModule,
    imports: [DiscoveryModule, TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController, MetricsHttpController, StrategiesHttpController],
    providers: [
      { provide: HEALTH, useValue: options.health },
      { provide: Metrics, useValue: options.metrics },
      { provide: Strategies, useValue: options.strategies },
      { provide: SharedStrategies, useValue: options.shared },
      { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
      { provide: APP_PIPE, useClass: SchemaPipe },
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(module, createAdapter(logger), {
    bodyParser: false,
    logger: false,
  });
  declareRoutes(app);
  const instance = app.getHttpAdapter().getInstance();
  addConnectionCloser(instance);
  recordRoutes(instance);
  addRequestHooks(instance, {
    verifier,
    log: new RequestLog(logger, NO_LINES),
    admission: new Admission(),
    lane: { now: 0 },
  });
  await app.listen({ port, host });
  return app;
}
