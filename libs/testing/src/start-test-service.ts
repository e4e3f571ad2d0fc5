import { createApp, startApp, type ServiceOptions } from '@tenfold/bootstrap';
import { loadShardMap, migrateShards, type MigrationPlan } from '@tenfold/database';
import { createLogger, type Logger } from '@tenfold/observability';
import { migrationLogin } from './test-stores.js';

export interface TestServiceOptions extends ServiceOptions {
  readonly plan: MigrationPlan;
  readonly logger?: Logger;
  /** False: never connected to NATS, so that it can ask nobody and its relay delivers nothing. */
  readonly reachable?: boolean;
}

/** A service as it runs, on the real stores of the run and behind a real socket, its schema migrated before. */
export async function startTestService(
  options: TestServiceOptions,
): Promise<Awaited<ReturnType<typeof createApp>>> {
  const { name, env, plan, reachable = true } = options;
  const { logger = createLogger({ service: name, level: env.LOG_LEVEL }) } = options;
  await migrateShards(loadShardMap(env.SHARD_MAP_FILE), plan, migrationLogin(name), () => undefined);
  const app = await createApp(options, logger);
  if (reachable) await startApp(app, { env, logger });
  else await app.listen({ port: env.PORT, host: env.HOST });
  return app;
}
