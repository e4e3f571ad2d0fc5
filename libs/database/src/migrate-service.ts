import { duration, parseEnv, secret, text, type Env } from '@tenfold/config';
import { budgetEnvShape, connectionPlan } from './budget-env.js';
import { migrateShards, type MigrationLogin, type MigrationPlan } from './migrate.js';
import { MigrationError } from './migration-error.js';
import { loadShardMap } from './shard-map.js';

export const migrationEnvShape = {
  MIGRATION_PATIENCE: duration('How long a migration goes on trying while a table is in use', {
    default: '5m',
  }),
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
    await migrateShards(loadShardMap(env.SHARD_MAP_FILE), plan, login, report, env.MIGRATION_PATIENCE);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

export function adminLogin(env: Env<typeof migrationEnvShape>): MigrationLogin {
  return {
    adminUser: env.DATABASE_ADMIN_USER,
    adminPassword: env.DATABASE_ADMIN_PASSWORD,
    user: env.DATABASE_USER,
    password: env.DATABASE_PASSWORD,
  };
}
