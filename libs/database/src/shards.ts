import { bucketOfId } from '@tenfold/ids';
import { multirangeText, ownRanges } from './ownership.js';
import { NotOwner } from './refused.js';
import { GuardedShard, ShardRoute, untilOwned, type Routing } from './routing.js';
import { Shard, type ShardOptions } from './shard.js';
import type { ShardAccess } from './shard-access.js';
import { bucketTable, type ShardMap } from './shard-map.js';

/** A shard with the buckets that are its own, as text of an int4multirange. */
export interface OwnedShard {
  readonly shard: ShardAccess;
  readonly own: string;
}

/** Every shard of the map, and the way from a bucket or an id to its own. No look-up leaves the process. */
export class Shards implements Routing {
  private readonly byName: ReadonlyMap<string, Shard>;
  private readonly table: readonly Shard[];

  constructor(
    private readonly map: ShardMap,
    options: ShardOptions,
  ) {
    this.byName = new Map(
      Object.entries(map.shards).map(([name, servers]) => [
        name,
        new Shard(name, servers, map.epoch, options),
      ]),
    );
    this.table = bucketTable(map).map((name) => this.named(name));
  }

  /** Of the map in force. */
  get epoch(): number {
    return this.map.epoch;
  }

  forBucket(bucket: number): ShardRoute {
    this.owner(bucket);
    return new ShardRoute(this, bucket);
  }

  forId(id: string): ShardRoute {
    return this.forBucket(bucketOfId(id));
  }

  owner(bucket: number): Shard {
    const shard = this.table[bucket];
    if (shard === undefined) throw new RangeError(`there is no bucket ${bucket}`);
    return shard;
  }

  all(): readonly Shard[] {
    return [...this.byName.values()];
  }

  /** Those that own buckets, each with its own: one map's, so that no bucket is in two and none is missing. */
  owned(): readonly OwnedShard[] {
    const { map } = this;
    return this.all().flatMap((shard) => {
      const ranges = ownRanges(map, shard.name);
      if (ranges.length === 0) return [];
      return [{ shard: new GuardedShard(shard, () => this.map === map), own: multirangeText(ranges) }];
    });
  }

  /**
   * Several buckets at once: calls `work` once a shard with the items that are its own. Items of a group that is refused are
   * grouped anew and asked for again; the others are not.
   * @returns what the calls answered, in no order
   */
  async group<T, R>(
    items: readonly T[],
    bucketOf: (item: T) => number,
    work: (shard: ShardAccess, group: T[]) => Promise<R>,
  ): Promise<R[]> {
    const results: R[] = [];
    let left = [...items];
    await untilOwned(async () => {
      const groups = [...Map.groupBy(left, (item) => this.owner(bucketOf(item)))];
      const outcomes = await Promise.allSettled(
        groups.map(([shard, group]) => {
          const guard = (): boolean => group.every((item) => this.owner(bucketOf(item)) === shard);
          return work(new GuardedShard(shard, guard), group);
        }),
      );
      left = groups.flatMap(([, group], index) => (outcomes[index]?.status === 'rejected' ? group : []));
      results.push(...outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
      const errors = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
      const [first] = errors;
      if (first !== undefined) throw errors.find((error) => !(error instanceof NotOwner)) ?? first;
    });
    return results;
  }

  /** Begins to watch all shards, so that the first requests find them known. */
  async watch(): Promise<void> {
    await Promise.all(this.all().map((shard) => shard.watchReplicas()));
  }

  async close(): Promise<void> {
    await Promise.all(this.all().map((shard) => shard.close()));
  }

  private named(name: string): Shard {
    const shard = this.byName.get(name);
    if (shard === undefined) throw new RangeError(`there is no shard ${name}`);
    return shard;
  }
}
