import type { ShardMap } from './shard-map.js';

/** Buckets from one to another, both included. */
export interface BucketRange {
  readonly from: number;
  readonly to: number;
}

/** The ranges of one shard, in order; neighbours are one range. */
export function ownRanges(map: ShardMap, shard: string): BucketRange[] {
  const own = map.ranges.filter((range) => range.shard === shard).toSorted((a, b) => a.from - b.from);
  const merged: BucketRange[] = [];
  for (const { from, to } of own) {
    const last = merged.at(-1);
    if (last?.to === from - 1) merged[merged.length - 1] = { from: last.from, to };
    else merged.push({ from, to });
  }
  return merged;
}

/** As Postgres reads it into an int4multirange, whose ranges end before their upper bound: `{[0,2048)}`. */
export function multirangeText(ranges: readonly BucketRange[]): string {
  return `{${ranges.map(({ from, to }) => `[${from},${to + 1})`).join(',')}}`;
}

/**
 * DDL of `tenfold.accepts(bucket)`, which the fences of all tables ask. Its body is constants, so that it is inlined into the
 * trigger's condition and no table is read; to replace it is to change what the shard accepts, for every statement that begins
 * after that. Those that have begun are waited for (`waitForWriters`).
 */
export function acceptsFunction(ranges: readonly BucketRange[]): string {
  const own = ranges.map(({ from, to }) => `bucket BETWEEN ${integer(from)} AND ${integer(to)}`);
  return `CREATE OR REPLACE FUNCTION tenfold.accepts(bucket smallint) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ${own.length === 0 ? 'false' : own.join(' OR ')} $$`;
}

/** Into DDL go numbers and nothing else. */
function integer(bucket: number): number {
  if (!Number.isInteger(bucket)) throw new RangeError(`${bucket} is no bucket`);
  return bucket;
}
