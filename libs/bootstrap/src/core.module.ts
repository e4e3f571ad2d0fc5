import { type DynamicModule, Global, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Cache, type CacheClock } from '@tenfold/cache';
import {
  loadShardMap,
  RequestConsistencies,
  Shards,
  statementLog,
  type StatementListener,
} from '@tenfold/database';
import { CursorCodec } from '@tenfold/http';
import { TokenVerifier } from '@tenfold/identity';
import { Messaging, SharedValues } from '@tenfold/messaging';
import { Metrics, requestContext, type Logger } from '@tenfold/observability';
import { positionsOf, Strategies } from '@tenfold/strategies';
import { cacheProviders } from './cache.providers.js';
import { ENV, LOGGER } from './injected.js';
import { databaseObserver } from './metrics/database-metrics.js';
import { consumerMetrics, messagingObserver } from './metrics/messaging-metrics.js';
import { Shed } from './metrics/shed.js';
import { periodic } from './periodic.js';
import { ProblemFilter } from './problem.filter.js';
import { SchemaPipe } from './schema.pipe.js';
import type { ServiceEnv } from './service-env.js';
import { SharedStrategies } from './shared-strategies.js';
import { SwitchWatch } from './switch-watch.js';

/** Bucket of JetStream's key-value store. */
const STRATEGIES_BUCKET = 'strategies';

/** Closes the stores after the last request and message are done; Nest calls it once servers and transports are closed. */
@Injectable()
class Connections implements OnApplicationShutdown {
  constructor(
    private readonly messaging: Messaging,
    private readonly shards: Shards,
    private readonly cache: Cache,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.messaging.close();
    await Promise.all([this.shards.close(), this.cache.close()]);
  }
}

/** What tests look at or bring along. */
export interface CoreOptions {
  readonly listener?: StatementListener | undefined;
  readonly cacheClock?: CacheClock | undefined;
}

/** What every service has: stores, messaging, identity. Nothing connects before the application starts. */
@Global()
@Module({})
export class CoreModule {
  static forRoot(
    name: string,
    env: ServiceEnv,
    logger: Logger,
    metrics: Metrics,
    { listener, cacheClock }: CoreOptions = {},
  ): DynamicModule {
    const providers = [
      { provide: LOGGER, useValue: logger },
      { provide: ENV, useValue: env },
      { provide: Metrics, useValue: metrics },
      { provide: Shed, useFactory: () => new Shed() },
      { provide: Strategies, useFactory: () => new Strategies(positionsOf(env)) },
      { provide: Shards, useFactory: () => createShards(name, env, logger, metrics, listener) },
      {
        provide: RequestConsistencies,
        inject: [Shards],
        useFactory: (shards: Shards) => new RequestConsistencies(shards, env.CURSOR_SECRET),
      },
      {
        provide: Messaging,
        inject: [RequestConsistencies],
        useFactory: (consistencies: RequestConsistencies) =>
          new Messaging({
            url: env.NATS_URL,
            name,
            logger,
            consistencies,
            streamReplicas: env.NATS_STREAM_REPLICAS,
            observer: messagingObserver(metrics),
            maxAsking: env.NATS_MAX_ASKING,
            maxAnswering: env.NATS_MAX_ANSWERING,
          }),
      },
      {
        provide: SharedStrategies,
        inject: [Strategies, Messaging],
        useFactory: (strategies: Strategies, messaging: Messaging) =>
          new SharedStrategies(strategies, new SharedValues(messaging, STRATEGIES_BUCKET)),
      },
      ...cacheProviders(name, env, logger, cacheClock),
      { provide: CursorCodec, useFactory: () => new CursorCodec(env.CURSOR_SECRET) },
      { provide: TokenVerifier, useFactory: () => createVerifier(env) },
    ];
    return {
      module: CoreModule,
      providers: [
        ...providers,
        Connections,
        ...consumerMetrics,
        SwitchWatch,
        // Should a message be lost, such as one of a connection that was about to break.
        periodic({
          name: 'looking for switches that were set',
          everyMs: 60_000,
          inject: SharedStrategies,
          run: async (shared) => void (shared.reachable && (await shared.refresh())),
        }),
        { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
        { provide: APP_PIPE, useClass: SchemaPipe },
      ],
      exports: providers.map(({ provide }) => provide),
    };
  }
}

function createShards(
  name: string,
  env: ServiceEnv,
  logger: Logger,
  metrics: Metrics,
  listener: StatementListener | undefined,
): Shards {
  const log = env.DATABASE_STATEMENT_LOG;
  const listeners = [
    ...(listener ? [listener] : []),
    ...(log === undefined ? [] : [statementLog(log, name)]),
  ];
  return new Shards(loadShardMap(env.SHARD_MAP_FILE), {
    user: env.DATABASE_USER,
    password: env.DATABASE_PASSWORD,
    poolSize: env.DATABASE_POOL_SIZE,
    statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT,
    replicaMaxLagMs: env.DATABASE_REPLICA_MAX_LAG,
    applicationName: name,
    onIdleError: (error, shard) => logger.warn({ err: error, shard }, 'idle database connection lost'),
    onStatement:
      listeners.length === 0 ? undefined : (...sent) => listeners.forEach((listen) => listen(...sent)),
    observer: databaseObserver(metrics),
    consistency: () => requestContext.get()?.consistency,
  });
}

function createVerifier(env: ServiceEnv): TokenVerifier {
  return new TokenVerifier({
    issuer: env.JWT_ISSUER,
    audience: env.JWT_AUDIENCE,
    jwksUrl: env.JWKS_URL,
    production: env.NODE_ENV === 'production',
  });
}
