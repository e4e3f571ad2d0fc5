import { untilOwned } from './routing.js';
import type { ShardAccess } from './shard-access.js';
import type { Shards } from './shards.js';

/**
 * Asks every shard the same question at once. For the few statements that belong to no bucket (a list over all customers): each
 * carries a LIMIT, so that the answer is bounded by shards × limit, and says `bucket::int4 <@ $n::int4multirange` with what is the
 * shard's own, so that copies of rows that move or have moved are neither seen twice nor missed.
 */
export async function scatter<T>(
  shards: Shards,
  ask: (shard: ShardAccess, own: string) => Promise<readonly T[]>,
): Promise<T[][]> {
  return untilOwned(() =>
    Promise.all(shards.owned().map(async ({ shard, own }) => [...(await ask(shard, own))])),
  );
}

/** The first `limit` rows of several lists that are each in the order of `compare` already. */
export function mergeSorted<T>(
  lists: readonly (readonly T[])[],
  compare: (a: T, b: T) => number,
  limit: number,
): T[] {
  const heads = lists.map(() => 0);
  const merged: T[] = [];
  while (merged.length < limit) {
    let best = -1;
    for (let list = 0; list < lists.length; list += 1) {
      const candidate = lists[list]?.[heads[list] ?? 0];
      if (candidate === undefined) continue;
      const leader = best < 0 ? undefined : lists[best]?.[heads[best] ?? 0];
      if (leader === undefined || compare(candidate, leader) < 0) best = list;
    }
    if (best < 0) break;
    merged.push(lists[best]?.[heads[best] ?? 0] as T);
    heads[best] = (heads[best] ?? 0) + 1;
  }
  return merged;
}

/**
 * The groups of several shards as one list, in the order of their keys: each shard has a part of every group.
 * @param keys members that name the group
 * @param sums members that are added up
 */
export function addUp<T extends object>(
  rows: readonly T[],
  keys: readonly (keyof T)[],
  sums: readonly KeysOfNumbers<T>[],
): T[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map((key) => row[key])));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) =>
      group.reduce((total, row) => {
        const added = sums.map((key) => [key, Number(total[key]) + Number(row[key])]);
        return { ...total, ...Object.fromEntries(added) };
      }),
    );
}

type KeysOfNumbers<T> = { [K in keyof T]: T[K] extends number ? K : never }[keyof T];
