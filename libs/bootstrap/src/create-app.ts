import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Cache, RedisStore, type CacheClock } from '@tenfold/cache';
import { RequestConsistencies, Shards, type StatementListener } from '@tenfold/database';
import { corsOf } from '@tenfold/http';
import { TokenVerifier } from '@tenfold/identity';
import { RateLimits, type MicroClock } from '@tenfold/limits';
import { Messaging, NatsInvalidationBus, NatsTransport } from '@tenfold/messaging';
import {
  createLogger,
  Metrics,
  NestLogger,
  ProcessMetrics,
  RequestMetrics,
  type Logger,
} from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import type { FastifyInstance } from 'fastify';
import { Admission } from './admission.js';
import { addConsistencyHooks } from './consistency-hooks.js';
import { CoreModule } from './core.module.js';
import { addConnectionCloser } from './close-connections.js';
import { declareRoutes } from './declare-routes.js';
import { addDirectHandlers } from './direct-handlers.js';
import { DirectRouter } from './direct-router.js';
import { addAnswerHooks } from './finish-answer.js';
import { AnswerLane } from './answer-lane.js';
import { wireMetrics } from './metrics/wire-metrics.js';
import { addRequestHooks, headersOfAll } from './request-hooks.js';
import { RequestLog } from './request-log.js';
import { addRequestTracing } from './request-tracing.js';
import { RepeatedHeads } from './repeated-heads.js';
import { recordRoutes } from './route-table.js';
import { createAdapter, MAX_PARAM_LENGTH } from './server.js';
import type { ServiceEnv } from './service-env.js';
import { SwitchWatch } from './switch-watch.js';

export interface ServiceOptions {
  /** Name in logs, on connections, of the queue group: `orders`. */
  readonly name: string;
  readonly module: Type<unknown>;
  readonly env: ServiceEnv;
  /** For tests: told each statement and the kind of server it is sent to. */
  readonly onStatement?: StatementListener;
  /** For tests: the time that kept answers live by. */
  readonly cacheClock?: CacheClock;
  /** For tests: the time by which this process counts requests. */
  readonly limitsClock?: MicroClock;
  /** For tests: off, the framework's router calls every controller. */
  readonly directly?: boolean;
}

@Module({})
class RootModule {}

/** The application with everything wired and nothing connected: for the service itself, for tests, for the OpenAPI document. */
export async function createApp(
  options: ServiceOptions,
  logger: Logger = createLogger({ service: options.name, level: options.env.LOG_LEVEL }),
): Promise<NestFastifyApplication> {
  const { name, module, env, onStatement: listener, cacheClock, limitsClock, directly = true } = options;
  const admission = new Admission(createLimits(name, env, logger, limitsClock));
  const log = new RequestLog(logger, {
    perSecond: env.LOG_REQUESTS_PER_SECOND,
    slowMs: env.LOG_SLOW_REQUEST,
  });
  const metrics = new Metrics();
  const requests = new RequestMetrics(metrics);
  const cors = corsOf(env.CORS_ORIGINS);
  const lane = new AnswerLane({ maxBytes: env.LANE_BYTES, log, requests, admission });
  const direct = new DirectRouter(MAX_PARAM_LENGTH);
  const root: DynamicModule = {
    module: RootModule,
    providers: [
      { provide: Admission, useValue: admission },
      { provide: AnswerLane, useValue: lane },
    ],
    imports: [
      DiscoveryModule,
      CoreModule.forRoot(name, env, logger, metrics, { listener, cacheClock }),
      module,
    ],
  };
  const app = await NestFactory.create<NestFastifyApplication>(
    root,
    createAdapter(logger, { lane, direct, admission, cors }),
    {
      bodyParser: false,
      logger: new NestLogger(logger),
      abortOnError: false,
    },
  );
  declareRoutes(app);
  const instance = app.getHttpAdapter().getInstance();
  addConnectionCloser(instance);
  recordRoutes(instance);
  const strategies = app.get(Strategies);
  const always = Object.entries(headersOfAll(admission)).flat();
  // Before the hook that adds headers to what it does not send.
  addAnswerHooks(instance, lane, always, cors);
  addRequestTracing(instance);
  const readsFewer = (): boolean => strategies.isOn('fields');
  const verifier = app.get(TokenVerifier);
  lane.knowBy(verifier);
  const hooked = { verifier, log, requests, admission, lane, readsFewer, direct, cors };
  addRequestHooks(instance, hooked);
  const consistencies = app.get(RequestConsistencies);
  addConsistencyHooks(instance, consistencies);
  const finishing = { listener: lane, always, cors, repeated: new RepeatedHeads() };
  if (directly) {
    addDirectHandlers(app, direct, finishing, logger);
    direct.open({ ...hooked, consistencies, finishing });
  }
  const cache = app.get(Cache);
  cache.listen(lane);
  lane.renewFrom(cache);
  wireLane(instance, lane, direct, strategies);
  wireMetrics(app);
  const processMetrics = new ProcessMetrics(metrics, { service: name, version: env.SERVICE_VERSION });
  instance.addHook('onClose', (_instance, done) => {
    admission.limits?.close();
    processMetrics.close();
    done();
  });
  return app;
}

function createLimits(
  name: string,
  env: ServiceEnv,
  logger: Logger,
  clock: MicroClock | undefined,
): RateLimits {
  return new RateLimits({
    anonymous: env.RATE_LIMIT_ANONYMOUS,
    principal: env.RATE_LIMIT_PRINCIPAL,
    hops: env.TRUSTED_PROXY_HOPS,
    name,
    redisUrl: env.REDIS_URL,
    logger,
    clock,
  });
}

function wireLane(
  instance: FastifyInstance,
  lane: AnswerLane,
  direct: DirectRouter,
  strategies: Strategies,
): void {
  const turn = (): void => lane.turn(strategies.isOn('cache'));
  turn();
  strategies.onChange(turn);
  instance.addHook('preClose', (done) => {
    lane.close();
    direct.close();
    done();
  });
}

/** Connects what there is to connect and listens for messages and requests. Port 0 picks a free one. */
export async function startApp(
  app: NestFastifyApplication,
  { env, logger }: { env: ServiceEnv; logger: Logger },
): Promise<void> {
  app.get(RedisStore).connect();
  app.get(Admission).limits?.connect();
  app.get(NatsInvalidationBus).start();
  app.get(SwitchWatch).start();
  app.connectMicroservice(
    { strategy: new NatsTransport(app.get(Messaging), logger) },
    { inheritAppConfig: true },
  );
  await app.get(Shards).watch();
  await app.startAllMicroservices();
  await app.listen({ port: env.PORT, host: env.HOST });
}
