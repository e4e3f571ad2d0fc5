import type { ShardEndpoint, ShardMap } from '@tenfold/database';
import pg from 'pg';
import { MoveError } from './move-error.js';

export interface AdminLogin {
  readonly user: string;
  readonly password: string;
}

/** One connection of the administrator to a shard's primary. Its locks are the mover's right to act, so it is the only one that acts. */
export interface Session {
  readonly name: string;
  readonly endpoint: ShardEndpoint;
  readonly client: pg.Client;
}

const CONNECT_MS = 3_000;

export async function connect(endpoint: ShardEndpoint, login: AdminLogin): Promise<pg.Client> {
  const client = new pg.Client({
    ...endpoint,
    ...login,
    application_name: 'tenfold-move',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
  });
  // A connection that ends fails the next statement; an error event that nobody hears would end this program.
  client.on('error', () => undefined);
  await client.connect();
  // Rows are compared as text: both sides must write it alike.
  await client.query(
    "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET bytea_output = 'hex'; SET extra_float_digits = 1",
  );
  return client;
}

/** Opens a session to every shard of the map, runs the work, and closes them whatever happens. */
export async function withSessions<T>(
  map: ShardMap,
  login: AdminLogin,
  work: (sessions: ReadonlyMap<string, Session>) => Promise<T>,
): Promise<T> {
  const sessions = new Map<string, Session>();
  try {
    // In the order of their names: two movers meet at the first lock, and not crosswise.
    for (const [name, { primary }] of Object.entries(map.shards).sort(([a], [b]) => (a < b ? -1 : 1))) {
      const client = await connect(primary, login).catch((cause: unknown) => {
        throw new MoveError(`${name} does not answer at ${primary.host}:${primary.port}`, { cause });
      });
      sessions.set(name, { name, endpoint: primary, client });
    }
    return await work(sessions);
  } finally {
    await Promise.all([...sessions.values()].map(({ client }) => client.end().catch(() => undefined)));
  }
}

const MOVE_LOCK = 'tenfold.move';

/** Whether somebody moves buckets from or to this shard, or another, now. */
export async function isLocked({ client }: Session): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid::bigint = hashtext($1)::bigint & 4294967295
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [MOVE_LOCK],
  );
  return rowCount !== 0;
}

/**
 * Locks every shard against a second mover and against migrations, which would change tables under the copy. The locks end with
 * the sessions, so a killed mover leaves none.
 */
export async function lockShards(
  sessions: ReadonlyMap<string, Session>,
  schemas: readonly string[],
): Promise<void> {
  for (const { name, client } of sessions.values()) {
    for (const lock of [MOVE_LOCK, ...schemas.map((schema) => `tenfold.migrate.${schema}`)]) {
      const { rows } = await client.query<{ got: boolean }>(
        'SELECT pg_try_advisory_lock(hashtext($1)) AS got',
        [lock],
      );
      if (rows[0]?.got === true) continue;
      throw new MoveError(
        lock === MOVE_LOCK
          ? `another move is at work on ${name}: wait for it`
          : `a migration is at work on ${name} (${lock}): wait for it`,
      );
    }
  }
}
