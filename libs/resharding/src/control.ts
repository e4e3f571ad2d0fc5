import type { BucketRange, ShardMap } from '@tenfold/database';
import { MoveError } from './move-error.js';
import type { Session } from './session.js';

/**
 * How far a slice has got. A step is written down before its work begins, so that a mover that finds it knows what may have
 * happened, and does it again: every step's work can be repeated.
 * planned: nothing has happened; copying: the target may hold rows; fencing: the source may refuse writes; switched: the new map
 * is in force, from here on only forward; opened: the target accepts writes; detached: replication is gone, rows may be deleted.
 */
export type Step =
  'planned' | 'copying' | 'fencing' | 'switched' | 'opened' | 'detached' | 'done' | 'aborted';

export interface Slice extends BucketRange {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly step: Step;
  /** Which fence this is: one that was undone meanwhile must not be taken for the one that stands. */
  readonly attempt: number;
  readonly rows: number;
  readonly map: ShardMap | null;
  readonly fenceMs: number | null;
}

const TABLES = `
CREATE TABLE IF NOT EXISTS tenfold.move (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  first_bucket smallint NOT NULL,
  last_bucket smallint NOT NULL,
  target text NOT NULL,
  step text NOT NULL,
  attempt integer NOT NULL DEFAULT 0,
  moved_rows bigint NOT NULL,
  map jsonb,
  fence_ms integer,
  begun_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS tenfold.move_mark (slice text PRIMARY KEY, mark integer NOT NULL);`;

/** @throws MoveError when migrations have not made the control schema yet */
export async function ensureMoveTables({ name, client }: Session): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('tenfold.announcement') IS NOT NULL AS there",
  );
  if (rows[0]?.there !== true)
    throw new MoveError(`${name} has no control schema, or that of a former release: migrate it first`);
  await client.query(TABLES);
}

const COLUMNS = `id::text, first_bucket AS "from", last_bucket AS "to", target, step, attempt, moved_rows::float8 AS rows, map,
  fence_ms AS "fenceMs"`;

export async function insertSlices(
  { client }: Session,
  target: string,
  ranges: readonly (BucketRange & { readonly rows: number })[],
): Promise<void> {
  await client.query(
    `INSERT INTO tenfold.move (first_bucket, last_bucket, target, step, moved_rows)
     SELECT first_bucket, last_bucket, $1, 'planned', moved_rows
       FROM unnest($2::smallint[], $3::smallint[], $4::bigint[]) AS slice(first_bucket, last_bucket, moved_rows)
      ORDER BY first_bucket`,
    [target, ranges.map(({ from }) => from), ranges.map(({ to }) => to), ranges.map(({ rows }) => rows)],
  );
}

/** Those that this shard gives away and that are not finished, in the order of their work. */
export async function unfinishedSlices({ name, client }: Session): Promise<Slice[]> {
  const { rows: found } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('tenfold.move') IS NOT NULL AS there",
  );
  if (found[0]?.there !== true) return [];
  const { rows } = await client.query<Omit<Slice, 'source'>>(
    `SELECT ${COLUMNS} FROM tenfold.move WHERE step NOT IN ('done', 'aborted')
      ORDER BY step = 'planned', first_bucket`,
  );
  return rows.map((row) => ({ ...row, source: name }));
}

/** Writes down the next step. */
export async function enter({ client }: Session, slice: Slice, step: Step): Promise<Slice> {
  await client.query('UPDATE tenfold.move SET step = $2, changed_at = now() WHERE id = $1', [slice.id, step]);
  return { ...slice, step };
}

/** Halves a slice whose rows take too long to compare; nothing of it may lie on the target any more. */
export async function split({ client }: Session, slice: Slice): Promise<void> {
  const middle = Math.floor((slice.from + slice.to) / 2);
  await client.query(
    `WITH shrunk AS (
       UPDATE tenfold.move SET step = 'planned', last_bucket = $2, moved_rows = moved_rows / 2, changed_at = now()
        WHERE id = $1 RETURNING target, moved_rows)
     INSERT INTO tenfold.move (first_bucket, last_bucket, target, step, moved_rows)
     SELECT $3, $4, target, 'planned', moved_rows FROM shrunk`,
    [slice.id, middle, middle + 1, slice.to],
  );
}
