import pg from 'pg';
import type { PortName } from './ports.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';
import { ADMIN_USER } from './shard-map.js';

/** A server of ours answers at once or is in trouble. */
const PATIENCE_MS = 3_000;

/** Runs some work over one connection of the administrator, which is closed in every case. */
export async function withServer<T>(
  profile: Profile,
  secrets: Secrets,
  server: PortName,
  work: (client: pg.Client) => Promise<T>,
  database = 'postgres',
): Promise<T> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: profile.ports[server],
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
