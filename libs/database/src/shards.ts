import { bucketOfId } from '@tenfold/ids';
import { Shard, type ShardOptions } from './shard.js';
import { bucketTable, type ShardMap } from './shard-map.js';

/** Every shard of the map, and the way from a bucket or an id to its own. No look-up leaves the process. */
export class Shards {
  private readonly byName: ReadonlyMap<string, Shard>;
  private readonly table: readonly Shard[];

  constructor(map: ShardMap, options: ShardOptions) {
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
