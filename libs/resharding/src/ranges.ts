import type { ShardMap } from '@tenfold/database';

/** Buckets from `first` to `last`, both included. */
export interface BucketRange {
  readonly first: number;
  readonly last: number;
}

export function rangesOf(map: ShardMap, shard: string): BucketRange[] {
  return map.ranges
    .filter((range) => range.shard === shard)
    .map(({ from, to }) => ({ first: from, last: to }))
    .sort((a, b) => a.first - b.first);
}

/** What is left of the ranges without the given one. */
export function without(ranges: readonly BucketRange[], { first, last }: BucketRange): BucketRange[] {
  return ranges
    .flatMap((range) => [
      { first: range.first, last: Math.min(range.last, first - 1) },
      { first: Math.max(range.first, last + 1), last: range.last },
    ])
    .filter((range) => range.first <= range.last);
}

export function describeRange({ first, last }: BucketRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** @returns the map after the one given, in which the range belongs to another shard; neighbours of one shard become one range */
export function withMoved(map: ShardMap, range: BucketRange, shard: string): ShardMap {
  const others = Object.keys(map.shards).flatMap((name) =>
    without(rangesOf(map, name), range).map(({ first, last }) => ({ from: first, to: last, shard: name })),
  );
  const moved = [...others, { from: range.first, to: range.last, shard }].sort((a, b) => a.from - b.from);
  const ranges: typeof moved = [];
  for (const next of moved) {
    const before = ranges.at(-1);
    if (before?.shard === next.shard) before.to = next.to;
    else ranges.push({ ...next });
  }
  return { ...map, epoch: map.epoch + 1, ranges };
}

/** The parts of a range that must move to the shard, each with the shard that holds it now. */
export function partsToMove(
  map: ShardMap,
  { first, last }: BucketRange,
  shard: string,
): (BucketRange & { readonly source: string })[] {
  return map.ranges
    .filter((range) => range.shard !== shard && range.from <= last && range.to >= first)
    .map(({ from, to, shard: source }) => ({
      first: Math.max(first, from),
      last: Math.min(last, to),
      source,
    }))
    .sort((a, b) => a.first - b.first);
}

/**
 * Cuts a range so that no piece has more rows than the limit, unless a single bucket has.
 * @param rows of each bucket that has any
 */
export function slices(
  { first, last }: BucketRange,
  rows: ReadonlyMap<number, number>,
  limit: number,
): (BucketRange & { readonly rows: number })[] {
  const cut: { first: number; last: number; rows: number }[] = [];
  for (let bucket = first; bucket <= last; bucket += 1) {
    const more = rows.get(bucket) ?? 0;
    const current = cut.at(-1);
    if (current === undefined || current.rows + more > limit)
      cut.push({ first: bucket, last: bucket, rows: more });
    else {
      current.last = bucket;
      current.rows += more;
    }
  }
  return cut;
}
