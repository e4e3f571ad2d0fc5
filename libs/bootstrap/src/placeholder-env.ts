import { DEVELOPMENT_ISSUER } from '@tenfold/identity';
import { fileURLToPath } from 'node:url';

/** An environment that names stores that do not exist: enough for an application that only describes itself. */
export const placeholderEnv: Readonly<Record<string, string>> = {
  PORT: '0',
  HEALTH_PORT: '0',
  HOST: '127.0.0.1',
  SHARD_MAP_FILE: fileURLToPath(new URL('../placeholder-shard-map.json', import.meta.url)),
  DATABASE_USER: 'nobody',
  DATABASE_PASSWORD: 'unused',
  NATS_URL: 'nats://127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
  JWT_ISSUER: DEVELOPMENT_ISSUER,
  JWKS_URL: 'file:///nothing',
  CURSOR_SECRET: 'x'.repeat(32),
};
