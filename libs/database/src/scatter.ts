import { AppError } from '@tenfold/errors';
import { addExact, type ExactInteger } from '@tenfold/money';
import { patiently } from './patience.js';
import { untilOwned } from './routing.js';
import type { ShardAccess } from './shard-access.js';
import { NotOwner } from './shard-errors.js';
import type { OwnedShard, Shards } from './shards.js';

/** Asked at once; the others wait for one of them. */
const WIDTH = 8;
/** For all shards together. A shard that is frozen is found out sooner, one that is slow is not waited for any longer. */
const DEADLINE_MS = 3_000;

/** @param own the shard's own buckets, as text of an int4multirange */
export type Ask<T> = (shard: ShardAccess, own: string) => Promise<readonly T[]>;

/** What those shards have answered that could. */
export interface Available<T> {
  readonly lists: T[][];
  /** True when one was down or late: its rows are missing, and nobody may take the answer for the whole. */
  readonly incomplete: boolean;
}

/**
 * Asks every shard the same question at once. For the few statements that belong to no bucket (a list over all customers): each
 * carries a LIMIT, so that the answer is bounded by shards × limit, and says `bucket::int4 <@ $n::int4multirange` with what is the
 * shard's own, so that copies of rows that move or have moved are neither seen twice nor missed.
 * @throws AppError 503 when one shard does not answer: half a sum is none
 */
export async function scatter<T>(shards: Shards, ask: Ask<T>): Promise<T[][]> {
  return untilOwned(async () => {
    const { lists, errors } = await askAll(shards.owned(), ask);
    throwFirst(errors);
    return lists;
  });
}

/**
 * As `scatter`, for lists that are looked at: a shard that does not answer is left out.
 * @throws AppError 503 when none answers
 */
export async function scatterAvailable<T>(shards: Shards, ask: Ask<T>): Promise<Available<T>> {
  return untilOwned(async () => {
    const { lists, errors } = await askAll(shards.owned(), ask);
    throwFirst(lists.length === 0 ? errors : errors.filter((error) => !isAway(error)));
    return { lists, incomplete: errors.length > 0 };
  });
}

async function askAll<T>(
  owned: readonly OwnedShard[],
  ask: Ask<T>,
): Promise<{ lists: T[][]; errors: unknown[] }> {
  const lists: T[][] = [];
  const errors: unknown[] = [];
  const end = performance.now() + DEADLINE_MS;
  const next = owned.values();
  const worker = async (): Promise<void> => {
    for (const { shard, own } of next) {
      try {
        const left = Math.max(1, end - performance.now());
        lists.push([...(await patiently(ask(shard, own), left, () => late(shard.name)))]);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(WIDTH, owned.length) }, worker));
  return { lists, errors };
}

/** A refusal last: it is asked again, and whatever else is wrong would be met again. */
function throwFirst(errors: readonly unknown[]): void {
  const first = errors.find((error) => !(error instanceof NotOwner)) ?? errors[0];
  if (first !== undefined) throw first as Error;
}

function isAway(error: unknown): boolean {
  return error instanceof AppError && error.status === 503 && !(error instanceof NotOwner);
}

function late(shard: string): AppError {
  return new AppError('overloaded', {
    headers: { 'retry-after': '1' },
    cause: new Error(`shard ${shard} has not answered in time`),
  });
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
 * @param sums members that are added up, exactly
 */
export function addUp<T extends object>(
  rows: readonly T[],
  keys: readonly (keyof T)[],
  sums: readonly KeysOfSums<T>[],
): T[] {
  const groups = Map.groupBy(rows, (row) => JSON.stringify(keys.map((key) => row[key])));
  return [...groups]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, group]) =>
      group.reduce((total, row) => {
        const added = sums.map((key) => [
          key,
          addExact(total[key] as ExactInteger, row[key] as ExactInteger),
        ]);
        return { ...total, ...Object.fromEntries(added) };
      }),
    );
}

type KeysOfSums<T> = { [K in keyof T]: T[K] extends ExactInteger ? K : never }[keyof T];
