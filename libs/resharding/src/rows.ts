import type { BucketRange } from '@tenfold/database';
import type { Session } from './session.js';
import type { ShardedTable } from './tables.js';

/** Small enough for a short transaction and a replica that stays close. */
const ROWS_PER_DELETE = 2_000;

/** How many rows each bucket of the range has, over all tables. */
export async function countRows(
  { client }: Session,
  tables: readonly ShardedTable[],
  { from, to }: BucketRange,
): Promise<Map<number, number>> {
  const counts = tables.map(
    ({ at }) => `SELECT bucket FROM ${at} WHERE bucket BETWEEN $1::smallint AND $2::smallint`,
  );
  const { rows } = await client.query<{ bucket: number; count: number }>({
    text: `SELECT bucket, count(*)::float8 AS count FROM (${counts.join(' UNION ALL ')}) AS row GROUP BY bucket`,
    values: [from, to],
  });
  return new Map(rows.map(({ bucket, count }) => [bucket, count]));
}

/** The tables that hold rows of the range. */
export async function tablesInTheWay(
  { client }: Session,
  tables: readonly ShardedTable[],
  { from, to }: BucketRange,
): Promise<string[]> {
  const looks = tables.map(
    ({ at }) =>
      `SELECT '${at}' AS at WHERE EXISTS (SELECT FROM ${at} WHERE bucket BETWEEN $1::smallint AND $2::smallint)`,
  );
  const { rows } = await client.query<{ at: string }>({
    text: looks.join(' UNION ALL '),
    values: [from, to],
  });
  return rows.map(({ at }) => at);
}

/** Deletes the range's rows in statements of bounded size, past the fences. Nobody may replicate them logically any more. */
export async function deleteRows(
  { client }: Session,
  tables: readonly ShardedTable[],
  range: BucketRange,
): Promise<number> {
  let deleted = 0;
  await client.query('SET session_replication_role = replica');
  try {
    for (const { at } of tables) {
      const { rows } = await client.query<{ bucket: number; count: number }>({
        text: `SELECT bucket, count(*)::float8 AS count FROM ${at}
                WHERE bucket BETWEEN $1::smallint AND $2::smallint GROUP BY bucket ORDER BY bucket`,
        values: [range.from, range.to],
      });
      for (const { from, to } of bunches(rows)) {
        const { rowCount } = await client.query({
          text: `DELETE FROM ${at} WHERE bucket BETWEEN $1::smallint AND $2::smallint`,
          values: [from, to],
        });
        deleted += rowCount ?? 0;
      }
    }
  } finally {
    await client.query('RESET session_replication_role');
  }
  return deleted;
}

/** Neighbouring buckets whose rows may be deleted at once. */
function bunches(counts: readonly { bucket: number; count: number }[]): BucketRange[] {
  const found: { from: number; to: number; count: number }[] = [];
  for (const { bucket, count } of counts) {
    const current = found.at(-1);
    if (current === undefined || current.count + count > ROWS_PER_DELETE)
      found.push({ from: bucket, to: bucket, count });
    else {
      current.to = bucket;
      current.count += count;
    }
  }
  return found;
}

interface Digest {
  readonly at: string;
  readonly bucket: number;
  readonly count: number;
  readonly digest: string;
}

export interface Comparison {
  readonly equal: boolean;
  readonly rows: number;
  /** Table, bucket and keys of the first rows that differ. */
  readonly differences: readonly string[];
}

const SHOWN = 5;

/**
 * Compares every row of the range, whole, on both sides at once: per table and bucket their number and 128 bits of the hashes of
 * their text, in one statement a side.
 * @param timeoutMs after which Postgres cancels it (SQLSTATE 57014)
 */
export async function compareRows(
  source: Session,
  target: Session,
  tables: readonly ShardedTable[],
  range: BucketRange,
  timeoutMs: number,
): Promise<Comparison> {
  const sides = await Promise.allSettled(
    [source, target].map((session) => digests(session, tables, range, timeoutMs)),
  );
  // Both have ended before either's failure is told: the sessions are needed for what comes next.
  const [here = [], there = []] = sides.map((side) => {
    if (side.status === 'rejected') throw side.reason as Error;
    return side.value;
  });
  const different = differing(here, there);
  const differences: string[] = [];
  for (const { at, bucket } of different) {
    if (differences.length >= SHOWN) break;
    const table = tables.find((candidate) => candidate.at === at);
    if (table === undefined) continue;
    const keys = await differingKeys(source, target, table, bucket);
    differences.push(...keys.map((key) => `${at} bucket ${bucket} ${key}`));
  }
  const rows = here.reduce((sum, { count }) => sum + count, 0);
  return { equal: different.length === 0, rows, differences: differences.slice(0, SHOWN) };
}

async function digests(
  { client }: Session,
  tables: readonly ShardedTable[],
  { from, to }: BucketRange,
  timeoutMs: number,
): Promise<Digest[]> {
  // OFFSET 0 keeps the text from being made once for each hash.
  const parts = tables.map(
    ({ at, columns }) => `SELECT '${at}' AS at, bucket, count(*)::float8 AS count,
        bit_xor(hashtextextended(whole, 0))::text || '/' || bit_xor(hashtextextended(whole, 1))::text AS digest
      FROM (SELECT bucket, ROW(${columns.join(', ')})::text AS whole FROM ${at}
             WHERE bucket BETWEEN $1::smallint AND $2::smallint OFFSET 0) AS row
      GROUP BY bucket`,
  );
  await client.query("SELECT set_config('statement_timeout', $1, false)", [
    String(Math.max(1, Math.floor(timeoutMs))),
  ]);
  try {
    const { rows } = await client.query<Digest>({ text: parts.join(' UNION ALL '), values: [from, to] });
    return rows;
  } finally {
    await client.query('SET statement_timeout = 0');
  }
}

function differing(here: readonly Digest[], there: readonly Digest[]): Pick<Digest, 'at' | 'bucket'>[] {
  const keyOf = ({ at, bucket }: Digest): string => `${at} ${bucket}`;
  const wordOf = ({ count, digest }: Digest): string => `${count} ${digest}`;
  const others = new Map(there.map((one) => [keyOf(one), wordOf(one)]));
  const known = new Set(here.map(keyOf));
  return [
    ...here.filter((one) => others.get(keyOf(one)) !== wordOf(one)),
    ...there.filter((one) => !known.has(keyOf(one))),
  ];
}

async function differingKeys(
  source: Session,
  target: Session,
  { at, key, columns }: ShardedTable,
  bucket: number,
): Promise<string[]> {
  const text = `SELECT ROW(${key.join(', ')})::text AS key, hashtextextended(ROW(${columns.join(', ')})::text, 0)::text AS digest
    FROM ${at} WHERE bucket = $1::smallint`;
  const [here, there] = await Promise.all(
    [source, target].map(async ({ client }) => {
      const { rows } = await client.query<{ key: string; digest: string }>({ text, values: [bucket] });
      return new Map(rows.map((row) => [row.key, row.digest]));
    }),
  );
  const keys = [...new Set([...(here?.keys() ?? []), ...(there?.keys() ?? [])])].sort();
  return keys.flatMap((one) => {
    const [mine, other] = [here?.get(one), there?.get(one)];
    if (mine === other) return [];
    const how =
      mine === undefined ? 'only on the target' : other === undefined ? 'missing on the target' : 'differs';
    return [`${one} ${how}`];
  });
}
