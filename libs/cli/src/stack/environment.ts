import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AUDIENCE, DEVELOPMENT_ISSUER } from '@tenfold/identity';
import { healthPortOf, monitorPortOf } from './ports.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';
import { SERVICES, underscored, type ServiceName } from './service-names.js';
import { ADMIN_USER, shardMapFile } from './shard-map.js';

/** Of one process of a service to one Postgres server, and one more that watches. */
export const POOL_SIZE = 4;
/** `up` runs one of each, and `dev` may for a moment run two; test runs start many at once, and more on bigger machines. */
const PROCESSES = { main: 2, test: 8, bench: 2 } as const;
/** Of one service to one server by way of its pooler: fewer than its processes would hold, or nothing would be pooled. */
export const POOLER_CONNECTIONS = 8;

/**
 * Seeds, imports, fuzzing, chaos and tests send as much as they can from one address, and are to see what the services do under it. A client
 * that is refused is in the specs that set limits of their own.
 */
const NO_LIMITS = { RATE_LIMIT_ANONYMOUS: 'off', RATE_LIMIT_PRINCIPAL: 'off' };
/** A measurement is to count each request, as production does, and to refuse none. */
const WIDE_LIMITS = { RATE_LIMIT_ANONYMOUS: '900000/1s/9000000', RATE_LIMIT_PRINCIPAL: '900000/1s/9000000' };

/** Front ends that are being developed on the same machine, at whichever port. A measurement has none, as production has none unless told. */
const DEVELOPMENT_ORIGINS = 'http://localhost:*,http://127.0.0.1:*,http://[::1]:*';

function originsOf({ name }: Profile): Environment {
  return name === 'bench' ? {} : { CORS_ORIGINS: DEVELOPMENT_ORIGINS };
}

export type Environment = Readonly<Record<string, string>>;

/** What every process gets: nothing of the caller's environment but the PATH, so that a start does not depend on who starts. */
export function baseEnvironment({ directory }: Profile): Environment {
  return { PATH: process.env['PATH'] ?? '', TMPDIR: join(directory, 'tmp'), TZ: 'UTC' };
}

export function issuerDirectory({ directory }: Profile): string {
  return join(directory, 'issuer');
}

function jwksFile(profile: Profile): string {
  return join(issuerDirectory(profile), 'jwks.json');
}

/** Where a test run collects the statements that it sends, for the linter. */
export function statementLogDirectory({ directory }: Profile): string {
  return join(directory, 'statements');
}

/** Where the stores are, whose tokens count, and how much one may ask: the part that services and tests share. */
function storesEnvironment(profile: Profile, secrets: Secrets): Environment {
  return {
    ...(profile.name === 'test' ? { DATABASE_STATEMENT_LOG: statementLogDirectory(profile) } : {}),
    SHARD_MAP_FILE: shardMapFile(profile),
    NATS_URL: `nats://127.0.0.1:${profile.ports.nats}`,
    NATS_MONITOR_URL: `http://127.0.0.1:${monitorPortOf(profile.ports.nats)}`,
    REDIS_URL: `redis://127.0.0.1:${profile.ports.redis}`,
    JWT_ISSUER: DEVELOPMENT_ISSUER,
    JWT_AUDIENCE: AUDIENCE,
    JWKS_URL: pathToFileURL(jwksFile(profile)).href,
    CURSOR_SECRET: secrets.cursorSecret,
    ...(profile.name === 'bench' ? WIDE_LIMITS : NO_LIMITS),
  };
}

export function serviceEnvironment(profile: Profile, secrets: Secrets, service: ServiceName): Environment {
  const port = profile.ports[service];
  return {
    ...baseEnvironment(profile),
    ...storesEnvironment(profile, secrets),
    NODE_ENV: profile.name === 'test' ? 'test' : 'development',
    HOST: '127.0.0.1',
    PORT: String(port),
    HEALTH_PORT: String(healthPortOf(port)),
    LOG_LEVEL: 'info',
    ...originsOf(profile),
    // The gateway, which stands in front of every stack but the one that is measured.
    TRUSTED_PROXY_HOPS: profile.name === 'bench' ? '0' : '1',
    DATABASE_USER: underscored(service),
    DATABASE_PASSWORD: secrets.databasePasswords[service],
    DATABASE_POOL_SIZE: String(POOL_SIZE),
    DATABASE_PROCESSES: String(PROCESSES[profile.name]),
    ...(profile.traces === undefined
      ? {}
      : { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: profile.traces }),
    // Tests go both ways, to one limit.
    ...(profile.pooled && profile.name === 'main'
      ? { DATABASE_POOLER_CONNECTIONS: String(POOLER_CONNECTIONS) }
      : {}),
  };
}

export function migrationEnvironment(profile: Profile, secrets: Secrets, service: ServiceName): Environment {
  return {
    ...serviceEnvironment(profile, secrets, service),
    DATABASE_ADMIN_USER: ADMIN_USER,
    DATABASE_ADMIN_PASSWORD: secrets.adminPassword,
  };
}

export function gatewayEnvironment(profile: Profile): Environment {
  const url = (service: ServiceName): string => `http://127.0.0.1:${profile.ports[service]}`;
  const healthUrl = (service: ServiceName): string =>
    `http://127.0.0.1:${healthPortOf(profile.ports[service])}`;
  return {
    ...baseEnvironment(profile),
    HOST: '127.0.0.1',
    PORT: String(profile.ports.gateway),
    LOG_LEVEL: 'info',
    ...originsOf(profile),
    QUIZ_URL: url('quiz'),
    ORDERS_URL: url('orders'),
    ORDER_ITEMS_URL: url('order-items'),
    QUIZ_HEALTH_URL: healthUrl('quiz'),
    ORDERS_HEALTH_URL: healthUrl('orders'),
    ORDER_ITEMS_HEALTH_URL: healthUrl('order-items'),
    JWKS_FILE: jwksFile(profile),
  };
}

/** What integration and end-to-end tests are told about the stack they run against. */
export function testEnvironment(profile: Profile, secrets: Secrets): Environment {
  const passwords = SERVICES.map((name) => [
    `${underscored(name).toUpperCase()}_DATABASE_PASSWORD`,
    secrets.databasePasswords[name],
  ]);
  return {
    ...storesEnvironment(profile, secrets),
    ...Object.fromEntries(passwords),
    NODE_ENV: 'test',
    TENFOLD_ADMIN_USER: ADMIN_USER,
    TENFOLD_ADMIN_PASSWORD: secrets.adminPassword,
    TENFOLD_GATEWAY_URL: profile.gatewayUrl,
    ISSUER_KEY_FILE: join(issuerDirectory(profile), 'key.pem'),
  };
}
