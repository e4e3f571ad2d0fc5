import { ownRanges, type BucketRange, type ShardMap } from '@tenfold/database';

/** What is left of the ranges without the given one. */
export function without(ranges: readonly BucketRange[], { from, to }: BucketRange): BucketRange[] {
  return ranges
    .flatMap((range) => [
      { from: range.from, to: Math.min(range.to, from - 1) },
      { from: Math.max(range.from, to + 1), to: range.to },
    ])
    .filter((range) => range.from <= range.to);
}

export function describeRange({ from, to }: BucketRange): string {
  return from === to ? String(from) : `${from}-${to}`;
}

/** @returns the map after the one given, in which the range belongs to another shard; neighbours of one shard become one range */
export function withMoved(map: ShardMap, { from, to }: BucketRange, shard: string): ShardMap {
  const others = map.ranges.flatMap((range) =>
    without([range], { from, to }).map((rest) => ({ ...rest, shard: range.shard })),
  );
  const next = { ...map, epoch: map.epoch + 1, ranges: [...others, { from, to, shard }] };
  const ranges = Object.keys(map.shards).flatMap((name) =>
    ownRanges(next, name).map((range) => ({ ...range, shard: name })),
  );
  return { ...next, ranges: ranges.toSorted((a, b) => a.from - b.from) };
}

/** The parts of a range that must move to the shard, each with the shard that holds it now. */
export function partsToMove(
  map: ShardMap,
  { from, to }: BucketRange,
  shard: string,
): (BucketRange & { readonly source: string })[] {
  return map.ranges
    .filter((range) => range.shard !== shard && range.from <= to && range.to >= from)
    .map((range) => ({
      from: Math.max(from, range.from),
      to: Math.min(to, range.to),
      source: range.shard,
    }))
    .toSorted((a, b) => a.from - b.from);
}

/**
 * Cuts a range so that no piece has more rows than the limit, unless a single bucket has.
 * @param rows of each bucket that has any
 */
export function slices(
  { from, to }: BucketRange,
  rows: ReadonlyMap<number, number>,
  limit: number,
): (BucketRange & { readonly rows: number })[] {
  const cut: { from: number; to: number; rows: number }[] = [];
  for (let bucket = from; bucket <= to; bucket += 1) {
    const more = rows.get(bucket) ?? 0;
    const current = cut.at(-1);
    if (current === undefined || current.rows + more > limit)
      cut.push({ from: bucket, to: bucket, rows: more });
    else {
      current.to = bucket;
      current.rows += more;
    }
  }
  return cut;
}
