import type pg from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { ANNOUNCEMENT_DDL } from './announcement.js';
import { quoteIdentifier } from './identifier.js';
import { MigrationError } from './migration-error.js';
import { LOCK_TIMEOUT } from './politely.js';
import { acceptsFunction, ownRanges } from './ownership.js';
import { REFUSED } from './shard-errors.js';
import { bucketTable, parseShardMap, type ShardMap } from './shard-map.js';

/** What the functions below need of a connection. */
export type Client = Pick<pg.ClientBase, 'query'>;

const TABLES = `
CREATE SCHEMA IF NOT EXISTS tenfold;
CREATE TABLE IF NOT EXISTS tenfold.shard_map (
  epoch bigint PRIMARY KEY,
  map jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
GRANT USAGE ON SCHEMA tenfold TO PUBLIC;
GRANT SELECT ON tenfold.shard_map TO PUBLIC;
CREATE OR REPLACE FUNCTION tenfold.refuse_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'this shard does not accept writes to the bucket' USING
    ERRCODE = '${REFUSED}', TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA;
END $$;
${ANNOUNCEMENT_DDL}`;

/**
 * Makes the schema `tenfold` of a shard: which maps were in force, which buckets the shard accepts, and what refuses the others.
 * What is there already stays: which buckets a shard accepts is changed by a move and never by a migration.
 */
export async function ensureControlSchema(admin: Client, map: ShardMap, shard: string): Promise<void> {
  await inTransaction(admin, async () => {
    // Every service's migration comes by here, each under a lock of its own.
    await admin.query("SELECT pg_advisory_xact_lock(hashtext('tenfold.control'))");
    await admin.query(TABLES);
    const { rowCount } = await admin.query(
      "SELECT 1 FROM pg_proc WHERE pronamespace = 'tenfold'::regnamespace AND proname = 'accepts'",
    );
    if (rowCount === 0) await admin.query(acceptsFunction(ownRanges(map, shard)));
    await recordMap(admin, map);
  });
}

/**
 * Puts the fence before every table of the schema that has buckets. Partitions inherit it, those made later too. Replication and
 * maintenance pass it by (session_replication_role = replica).
 */
export async function ensureFences(admin: Client, schema: string): Promise<void> {
  const { rows } = await admin.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attname = 'bucket' AND NOT a.attisdropped
       AND (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'tenfold_fence_%') < 2
     ORDER BY c.relname`,
    [schema],
  );
  // The fence needs the table for an instant. When it cannot have it soon it gives way, or everything queues behind it.
  await admin.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  for (const { name } of rows) {
    const table = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}`;
    await admin.query(`CREATE OR REPLACE TRIGGER tenfold_fence_write BEFORE INSERT OR UPDATE ON ${table}
      FOR EACH ROW WHEN (NOT tenfold.accepts(NEW.bucket)) EXECUTE FUNCTION tenfold.refuse_write()`);
    await admin.query(`CREATE OR REPLACE TRIGGER tenfold_fence_delete BEFORE DELETE ON ${table}
      FOR EACH ROW WHEN (NOT tenfold.accepts(OLD.bucket)) EXECUTE FUNCTION tenfold.refuse_write()`);
  }
  await admin.query('RESET lock_timeout');
}

/** @returns the newest map that was in force on this shard; undefined when none was ever recorded */
export async function newestMap(client: Client): Promise<ShardMap | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('tenfold.shard_map') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true) return undefined;
  const { rows } = await client.query<{ map: unknown }>(NEWEST_MAP);
  return rows[0] === undefined ? undefined : parseShardMap(rows[0].map, 'tenfold.shard_map');
}

export const NEWEST_MAP = 'SELECT map FROM tenfold.shard_map ORDER BY epoch DESC LIMIT 1';

/** Puts the map on record unless it, or a newer one, is there. Every process that asks this shard then adopts it. */
export async function recordMap(client: Client, map: ShardMap): Promise<void> {
  await client.query(
    `INSERT INTO tenfold.shard_map (epoch, map)
     SELECT $1::bigint, $2::jsonb WHERE NOT EXISTS (SELECT FROM tenfold.shard_map WHERE epoch >= $1::bigint)`,
    [map.epoch, JSON.stringify(map)],
  );
}

/**
 * The map that counts: the newest on record, or the one given when it is newer.
 * @throws MigrationError when the given one would put buckets elsewhere: rows do not follow a file, they are moved
 */
export function mapInForce(given: ShardMap, recorded: readonly (ShardMap | undefined)[]): ShardMap {
  const newest = recorded.reduce((a, b) => ((b?.epoch ?? 0) > (a?.epoch ?? 0) ? b : a), undefined);
  if (newest === undefined) return given;
  if (newest.epoch > given.epoch) return newest;
  const [before, now] = [bucketTable(newest), bucketTable(given)];
  const moved = now.findIndex((shard, bucket) => shard !== before[bucket]);
  if (moved < 0) return given;
  throw new MigrationError(
    `the shard map puts bucket ${moved} on ${now[moved]}, and its rows are on ${before[moved]}: ` +
      'buckets change their shard by `./tenfold shards move` only',
  );
}

/** Not so often that it is felt, and well below the second that a fence may last. */
const POLL_MS = 5;

/**
 * Waits until every transaction has ended that might still write under what `tenfold.accepts` said before: those that hold a lock
 * for writing on a fenced table now. One that takes its lock later sees the new function, because taking a lock makes a session
 * see all changes of the catalogue. No table is locked for it.
 * @throws Error when some are still there after `timeoutMs`
 */
export async function waitForWriters(client: Client, timeoutMs: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT l.virtualtransaction AS id FROM pg_locks l
     WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = l.relation AND t.tgname LIKE 'tenfold_fence_%')`,
  );
  const end = performance.now() + timeoutMs;
  let writers = rows.map(({ id }) => id);
  while (writers.length > 0) {
    const { rows: left } = await client.query<{ id: string }>(
      'SELECT DISTINCT virtualtransaction AS id FROM pg_locks WHERE virtualtransaction = ANY($1)',
      [writers],
    );
    writers = left.map(({ id }) => id);
    if (writers.length > 0 && performance.now() > end)
      throw new Error(`${writers.length} transactions that write have not ended in ${timeoutMs} ms`);
    if (writers.length > 0) await delay(POLL_MS);
  }
}

async function inTransaction(client: Client, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}
