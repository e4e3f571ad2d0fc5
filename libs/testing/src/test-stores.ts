import type { MigrationLogin } from '@tenfold/database';

/** Where the stores of this test run are; `./tenfold test` starts them and sets these. */
export interface TestStores {
  readonly shardMapFile: string;
  readonly adminUser: string;
  readonly adminPassword: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
}

/** @throws Error that says how to run the tests, when they are run without their stores */
export function testStores(): TestStores {
  return {
    shardMapFile: variable('SHARD_MAP_FILE'),
    adminUser: variable('TENFOLD_ADMIN_USER'),
    adminPassword: variable('TENFOLD_ADMIN_PASSWORD'),
    natsUrl: variable('NATS_URL'),
    redisUrl: variable('REDIS_URL'),
  };
}

/**
 * The environment of a service under test: the stores of the run, free ports, its own role.
 * @param service `order-items` reads its password from ORDER_ITEMS_DATABASE_PASSWORD
 */
export function testEnvironment(
  service: string,
  overrides: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const role = service.replaceAll('-', '_');
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'silent',
    HOST: '127.0.0.1',
    PORT: '0',
    HEALTH_PORT: '0',
    SHARD_MAP_FILE: variable('SHARD_MAP_FILE'),
    DATABASE_USER: role,
    DATABASE_PASSWORD: variable(`${role.toUpperCase()}_DATABASE_PASSWORD`),
    NATS_URL: variable('NATS_URL'),
    ...optional('NATS_MONITOR_URL'),
    REDIS_URL: variable('REDIS_URL'),
    JWT_ISSUER: variable('JWT_ISSUER'),
    JWT_AUDIENCE: variable('JWT_AUDIENCE'),
    JWKS_URL: variable('JWKS_URL'),
    CURSOR_SECRET: variable('CURSOR_SECRET'),
    ...optional('DATABASE_STATEMENT_LOG'),
    ...optional('RATE_LIMIT_ANONYMOUS'),
    ...optional('RATE_LIMIT_PRINCIPAL'),
    ...overrides,
  };
}

/** Who migrates, and for which service. */
export function migrationLogin(service: string): MigrationLogin {
  const { DATABASE_USER: user = '', DATABASE_PASSWORD: password = '' } = testEnvironment(service);
  const { adminUser, adminPassword } = testStores();
  return { adminUser, adminPassword, user, password };
}

export function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set: run this with ./tenfold test`);
  return value;
}

function optional(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}
