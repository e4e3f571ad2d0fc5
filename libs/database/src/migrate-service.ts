import { duration, parseEnv, secret, text, type Env } from '@tenfold/config';
import { setTimeout as delay } from 'node:timers/promises';
import { budgetEnvShape, connectionPlan } from './budget-env.js';
import { migrateShards, type MigrationLogin, type MigrationPlan } from './migrate.js';
import { MigrationError } from './migration-error.js';
import { loadShardMap } from './shard-map.js';

const PAUSE_MS = 500;
/** Nobody there, no such name yet, or a server that starts (57P03). */
const UNREACHED = /^(ECONNREFUSED|EHOSTUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|57P03)$/;

export const migrationEnvShape = {
  MIGRATION_PATIENCE: duration('How long a migration goes on trying while a table is in use', {
    default: '5m',
  }),
  MIGRATION_WAIT: duration('How long to wait for servers that do not answer yet', { default: '0s' }),
  SHARD_MAP_FILE: text('Path of the shard map'),
  DATABASE_ADMIN_USER: text('Role that may create roles and schemas'),
  DATABASE_ADMIN_PASSWORD: secret('Its password'),
  DATABASE_USER: text('Role the service runs as; created when missing'),
  DATABASE_PASSWORD: secret('Its password'),
  ...budgetEnvShape,
};

/** The whole of a service's `migrate.ts`: reads the environment, migrates every shard, says what it did, or in a line why it cannot. */
export async function migrateService(plan: MigrationPlan): Promise<void> {
  const env = parseEnv(migrationEnvShape);
  const report = (line: string): boolean => process.stdout.write(`${line}\n`);
  const bounds = {
    connections: connectionPlan(env),
    statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT,
  };
  const login = { ...adminLogin(env), bounds };
  try {
    const map = loadShardMap(env.SHARD_MAP_FILE);
    await onceReached(env.MIGRATION_WAIT, () =>
      migrateShards(map, plan, login, report, env.MIGRATION_PATIENCE),
    );
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/** Servers of the same installation may still be starting. Who is told "no" by one that answers does not ask again. */
async function onceReached(waitMs: number, work: () => Promise<void>): Promise<void> {
  for (const end = performance.now() + waitMs; ; await delay(PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isUnreached(error) || performance.now() >= end) throw error;
    }
  }
}

function isUnreached(error: unknown): boolean {
  const { code = '' } = ((error as Error).cause ?? {}) as { code?: string };
  return error instanceof MigrationError && UNREACHED.test(code);
}

export function adminLogin(env: Env<typeof migrationEnvShape>): MigrationLogin {
  return {
    adminUser: env.DATABASE_ADMIN_USER,
    adminPassword: env.DATABASE_ADMIN_PASSWORD,
    user: env.DATABASE_USER,
    password: env.DATABASE_PASSWORD,
  };
}
