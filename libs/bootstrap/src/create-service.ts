import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Cache } from '@tenfold/cache';
import { loadShardMap, schemaMade, Shards } from '@tenfold/database';
import { TokenVerifier } from '@tenfold/identity';
import { Messaging, requireDurableJetStream } from '@tenfold/messaging';
import { BufferedOutput, createLogger, Metrics, tracing, type Logger } from '@tenfold/observability';
import { Strategies } from '@tenfold/strategies';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp, startApp, type ServiceOptions } from './create-app.js';
import type { Health } from './health.js';
import { listenForOperators } from './operator-server.js';
import { requireConnectionBudget } from './require-budget.js';
import { SharedStrategies } from './shared-strategies.js';

/** A process that has not ended by then is stuck; below the usual grace period of 30 s. */
const SHUTDOWN_LIMIT_MS = 25_000;

/** The whole of a service's `main.ts`: starts, tells its health, and ends in order when it is asked to. */
export async function createService(options: ServiceOptions): Promise<void> {
  const { name, env } = options;
  const logger = createLogger({ service: name, level: env.LOG_LEVEL }, new BufferedOutput());
  endOnUnexpected(logger);
  tracing.reportTo(logger);
  const production = env.NODE_ENV === 'production';
  const durable = requireDurableJetStream({ monitors: env.NATS_MONITOR_URL ?? [], production, logger });
  // Only production waits for the answer: it decides nothing elsewhere.
  if (production) await durable;
  const login = { user: env.DATABASE_USER, password: env.DATABASE_PASSWORD };
  await schemaMade(loadShardMap(env.SHARD_MAP_FILE), login, () =>
    logger.info('waiting for the schema to be made'),
  );
  await requireConnectionBudget(env);
  const app = await createApp(options, logger);
  const health: Health = {
    state: 'starting',
    // Asked each time: shards come and go with the map.
    get dependencies() {
      return probes(app);
    },
  };
  const operatorServer = await listenForOperators({
    health,
    strategies: app.get(Strategies),
    shared: app.get(SharedStrategies),
    metrics: app.get(Metrics),
    verifier: app.get(TokenVerifier),
    logger,
    host: env.HOST,
    port: env.HEALTH_PORT,
  });
  await startApp(app, { env, logger });
  health.state = 'ready';
  logger.info({ port: env.PORT, healthPort: env.HEALTH_PORT }, `${name} is ready`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void shutDown(signal));
  }

  async function shutDown(signal: string): Promise<void> {
    logger.info({ signal }, 'draining');
    health.state = 'draining';
    setTimeout(() => process.exit(1), SHUTDOWN_LIMIT_MS).unref();
    await delay(env.SHUTDOWN_DELAY);
    await app.close();
    await operatorServer.close();
    await tracing.stop();
    logger.info('closed');
    process.exit(0);
  }
}

function probes(app: NestFastifyApplication): Health['dependencies'] {
  const messaging = app.get(Messaging);
  const cache = app.get(Cache);
  const shards = app.get(Shards).all();
  return {
    // As the watch knows it, which asks when it has reason to: a probe of each pod is no load on each shard.
    ...Object.fromEntries(shards.map((shard) => [shard.name, () => shard.state.up])),
    nats: () => messaging.connected,
    redis: () => cache.connected,
  };
}

/** State after an error that nobody expected is not to be trusted: say what it was and let the supervisor start a new process. */
function endOnUnexpected(logger: Logger): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      logger.fatal({ err: error }, event);
      process.exit(1);
    });
  }
}
