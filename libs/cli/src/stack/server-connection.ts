import type { ShardEndpoint } from '@tenfold/database';
import pg from 'pg';
import type { Secrets } from './secrets.js';
import { ADMIN_USER } from './shard-map.js';

/** A server of ours answers at once or is in trouble. */
const PATIENCE_MS = 3_000;

/** Runs some work over one connection of the administrator, which is closed in every case. */
export async function withServer<T>(
  { host, port }: Pick<ShardEndpoint, 'host' | 'port'>,
  secrets: Secrets,
  work: (client: pg.Client) => Promise<T>,
  database = 'postgres',
): Promise<T> {
  const client = new pg.Client({
    host,
    port,
    user: ADMIN_USER,
    password: secrets.adminPassword,
    database,
    application_name: 'tenfold',
    connectionTimeoutMillis: PATIENCE_MS,
  });
  // A server that ends meanwhile fails the next statement; an error event that nobody hears would end this program.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}
