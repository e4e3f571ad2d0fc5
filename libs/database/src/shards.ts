import { bucketOfId } from '@tenfold/ids';
import type { ConsistencyToken } from './consistency-token.js';
import { Shard, type ShardOptions } from './shard.js';
import { bucketTable, type ShardMap } from './shard-map.js';

/** Every shard of the map, and the way from a bucket or an id to its own. No look-up leaves the process. */
export class Shards {
  private readonly byName: ReadonlyMap<string, Shard>;
  private readonly table: readonly Shard[];

  private readonly epoch: number;

  constructor(map: ShardMap, options: ShardOptions) {
    this.epoch = map.epoch;
    this.byName = new Map(
      Object.entries(map.shards).map(([name, servers]) => [
        name,
        new Shard(name, servers, map.epoch, options),
      ]),
    );
    this.table = bucketTable(map).map((name) => this.named(name));
  }

  forBucket(bucket: number): Shard {
    const shard = this.table[bucket];
    if (shard === undefined) throw new RangeError(`there is no bucket ${bucket}`);
    return shard;
  }

  forId(id: string): Shard {
    return this.forBucket(bucketOfId(id));
  }

  all(): readonly Shard[] {
    return [...this.byName.values()];
  }

  /**
   * A token after writes: a read with it shows what was written on these shards, and what the former token showed. Ask once the
   * writes are committed.
   * @returns the former one where no shard has replicas, and so nothing that could be late
   */
  async tokenAfter(
    written: Iterable<Shard>,
    former: ConsistencyToken | undefined,
  ): Promise<ConsistencyToken | undefined> {
    const current = former === undefined || former.epoch === this.epoch;
    // Buckets have moved since: what the client has seen may be anywhere now, and the present positions cover all of it.
    const asked = current ? [...written] : this.all();
    const positions = new Map(current ? former?.positions : []);
    await Promise.all(
      asked.map(async (shard) => {
        const position = await shard.flushed();
        if (position !== undefined) positions.set(shard.name, position);
      }),
    );
    return positions.size === 0 ? former : { epoch: this.epoch, positions };
  }

  /** Begins to watch all replicas, so that the first reads find them known. */
  async watchReplicas(): Promise<void> {
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
