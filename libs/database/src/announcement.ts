import type { Client } from './control-schema.js';
import { LONG_LEASE_MS } from './lease.js';

/** SQLSTATE of the record of a map that puts buckets elsewhere, where no move was announced for long enough. */
export const UNANNOUNCED = 'TF002';

/**
 * The announcement of a move: while its row is there, a shard gives short leases only. It is on the shards and not with the mover, which
 * may be killed. `since` is written once the row can be seen by everybody: a commit takes its time, and leases are given meanwhile.
 *
 * The shard itself refuses a new map before every long lease has run out, also to a mover that knows nothing of announcements.
 */
export const ANNOUNCEMENT_DDL = `
CREATE TABLE IF NOT EXISTS tenfold.announcement (
  what text PRIMARY KEY CHECK (what = 'move'),
  since timestamptz
);
GRANT SELECT ON tenfold.announcement TO PUBLIC;
CREATE OR REPLACE FUNCTION tenfold.owners(map jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_object_agg(shard, own) FROM (
    SELECT r->>'shard' AS shard, range_agg(int4range((r->>'from')::int, (r->>'to')::int, '[]'))::text AS own
      FROM jsonb_array_elements(map->'ranges') AS r GROUP BY 1) AS shards
$$;
CREATE OR REPLACE FUNCTION tenfold.require_announcement() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE before jsonb;
BEGIN
  SELECT map INTO before FROM tenfold.shard_map ORDER BY epoch DESC LIMIT 1;
  IF FOUND AND tenfold.owners(before) IS DISTINCT FROM tenfold.owners(NEW.map) AND NOT EXISTS (
    SELECT FROM tenfold.announcement WHERE since <= clock_timestamp() - interval '${LONG_LEASE_MS} milliseconds')
  THEN
    RAISE EXCEPTION 'buckets change their shard only by a move that was announced ${LONG_LEASE_MS} ms before' USING
      ERRCODE = '${UNANNOUNCED}', HINT = 'Use ./tenfold shards of this release, or a later one.';
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER tenfold_require_announcement BEFORE INSERT ON tenfold.shard_map
  FOR EACH ROW EXECUTE FUNCTION tenfold.require_announcement();`;

/** From here on the shard gives short leases only. Again, it changes nothing: an announcement stands from its first day. */
export async function announceMove(client: Client): Promise<void> {
  await client.query("INSERT INTO tenfold.announcement (what) VALUES ('move') ON CONFLICT DO NOTHING");
  // A statement of its own, after the commit of the first: what was asked later has seen the row.
  await client.query('UPDATE tenfold.announcement SET since = clock_timestamp() WHERE since IS NULL');
}

/** The shard gives long leases again. */
export async function withdrawAnnouncement(client: Client): Promise<void> {
  await client.query('DELETE FROM tenfold.announcement');
}

/** @returns for how many milliseconds a move has been announced; undefined when none is, or the shard knows of no such thing */
export async function announcedForMs(client: Client): Promise<number | undefined> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('tenfold.announcement') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true) return undefined;
  const { rows } = await client.query<{ ms: number | null }>(
    'SELECT extract(epoch FROM clock_timestamp() - since)::float8 * 1000 AS ms FROM tenfold.announcement',
  );
  return rows[0] === undefined ? undefined : (rows[0].ms ?? 0);
}
