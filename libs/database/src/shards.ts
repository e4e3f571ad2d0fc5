import { bucketOfId } from '@tenfold/ids';
import type { ConsistencyToken } from './consistency-token.js';
import { GuardedShard, ShardRoute, untilOwned, type Routing } from './routing.js';
import { gainers, routingTable, type RoutingTable } from './routing-table.js';
import { Shard, type ShardOptions } from './shard.js';
import type { ShardAccess } from './shard-access.js';
import { NotOwner } from './shard-errors.js';
import type { ShardMap } from './shard-map.js';
import type { MapInForce } from './shard-watch.js';
import type { WalPosition } from './wal-position.js';

/** A shard with the buckets that are its own, as text of an int4multirange. */
export interface OwnedShard {
  readonly shard: ShardAccess;
  readonly own: string;
}

/** Servers that no map names any more are left once the last request that was sent to them has its answer. */
const RETIREMENT_MS = 10_000;

/**
 * Every shard of the map in force, and the way from a bucket or an id to its own. No look-up leaves the process. The map given is
 * the seed: a newer one that a shard has on record is adopted as soon as the shard says so.
 */
export class Shards implements Routing, MapInForce {
  private table: RoutingTable;
  private readonly retired = new Map<Shard, NodeJS.Timeout>();

  constructor(
    map: ShardMap,
    private readonly options: ShardOptions,
  ) {
    this.table = routingTable(map, (name, servers) => new Shard(name, servers, this, options));
  }

  /** Of the map in force. */
  get epoch(): number {
    return this.table.map.epoch;
  }

  /** The way to one bucket. It stays right when the bucket moves. */
  forBucket(bucket: number): ShardRoute {
    this.owner(bucket);
    return new ShardRoute(this, bucket);
  }

  forId(id: string): ShardRoute {
    return this.forBucket(bucketOfId(id));
  }

  /** The server that a bucket is on now. */
  owner(bucket: number): Shard {
    const shard = this.table.owners[bucket];
    if (shard === undefined) throw new RangeError(`there is no bucket ${bucket}`);
    return shard;
  }

  all(): readonly Shard[] {
    return [...this.table.shards.values()];
  }

  /**
   * A token after writes: a read with it shows what was written on these shards, and what the former token showed. Ask once the
   * writes are committed.
   * @param begun the epoch under which the first of them was made
   * @param known where a shard's log was after the last of the writes there, if that is known; else the shard is asked
   * @returns the former one where no shard has replicas, and so nothing that could be late
   */
  async tokenAfter(
    written: Iterable<Shard>,
    former: ConsistencyToken | undefined,
    begun: number,
    known: (shard: Shard) => WalPosition | undefined = () => undefined,
  ): Promise<ConsistencyToken | undefined> {
    const { epoch } = this;
    const current = begun === epoch && (former === undefined || former.epoch === epoch);
    // Buckets have moved since: what the client has seen may be anywhere now, and the present positions cover all of it.
    const asked = current ? [...written] : this.all();
    const positions = new Map(current ? former?.positions : []);
    await Promise.all(
      asked.map(async (shard) => {
        const position = (current ? known(shard) : undefined) ?? (await shard.flushed());
        if (position !== undefined) positions.set(shard.name, position);
      }),
    );
    return positions.size === 0 ? former : { epoch, positions };
  }

  /** Those that own buckets, each with its own: one map's, so that no bucket is in two and none is missing. */
  owned(): readonly OwnedShard[] {
    const { table } = this;
    return table.owned.map(({ shard, own }) => ({
      shard: new GuardedShard(shard, () => this.table === table),
      own,
    }));
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

  /** Takes up a newer map, in one step: each request goes by one map or by the other. An older one changes nothing. */
  adopt(map: ShardMap): void {
    const before = this.table;
    if (map.epoch <= before.map.epoch) return;
    const { options } = this;
    const now = routingTable(map, (name, servers) => new Shard(name, servers, this, options), before);
    this.table = now;
    for (const shard of gainers(before, now)) shard.gained();
    for (const shard of now.shards.values()) void shard.start();
    for (const shard of before.shards.values()) {
      if (now.shards.get(shard.name) !== shard) this.retire(shard);
    }
  }

  /** Begins to watch all shards, and adopts the newest map that one of them has. Never fails: those that are down come later. */
  async watch(): Promise<void> {
    await Promise.all(this.all().map((shard) => shard.start()));
  }

  async close(): Promise<void> {
    for (const timer of this.retired.values()) clearTimeout(timer);
    await Promise.all([...this.all(), ...this.retired.keys()].map((shard) => shard.close()));
  }

  private retire(shard: Shard): void {
    const close = (): void => {
      this.retired.delete(shard);
      shard.close().catch((error: unknown) => this.options.onIdleError?.(error as Error, shard.name));
    };
    this.retired.set(shard, setTimeout(close, RETIREMENT_MS).unref());
  }
}
