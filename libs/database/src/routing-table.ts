import { isDeepStrictEqual } from 'node:util';
import { multirangeText, ownRanges } from './ownership.js';
import type { Shard } from './shard.js';
import { bucketTable, type ShardMap } from './shard-map.js';

/** A map with the servers that it names. It does not change: another map is another table, taken up in one step. */
export interface RoutingTable {
  readonly map: ShardMap;
  readonly shards: ReadonlyMap<string, Shard>;
  /** One entry a bucket, so that routing is an array access. */
  readonly owners: readonly Shard[];
  /** The shards that own buckets, each with its own as text of an int4multirange. */
  readonly owned: readonly { readonly shard: Shard; readonly own: string }[];
}

/** @param open makes a shard; one whose servers are as before is taken over with its connections */
export function routingTable(
  map: ShardMap,
  open: (name: string, servers: ShardMap['shards'][string]) => Shard,
  before?: RoutingTable,
): RoutingTable {
  const shards = new Map(
    Object.entries(map.shards).map(([name, servers]) => {
      const known = before?.shards.get(name);
      return [name, known !== undefined && sameServers(known.servers, servers) ? known : open(name, servers)];
    }),
  );
  const named = (name: string): Shard => {
    const shard = shards.get(name);
    if (shard === undefined) throw new RangeError(`there is no shard ${name}`);
    return shard;
  };
  const owned = [...shards.values()].flatMap((shard) => {
    const ranges = ownRanges(map, shard.name);
    return ranges.length === 0 ? [] : [{ shard, own: multirangeText(ranges) }];
  });
  return { map, shards, owners: bucketTable(map).map(named), owned };
}

/** The shards that own buckets now which they did not own before. */
export function gainers(before: RoutingTable, now: RoutingTable): Set<Shard> {
  return new Set(now.owners.filter((shard, bucket) => before.owners[bucket] !== shard));
}

function sameServers(a: Shard['servers'], b: Shard['servers']): boolean {
  return (
    isDeepStrictEqual(a.primary, b.primary) &&
    isDeepStrictEqual([...(a.replicas ?? [])], [...(b.replicas ?? [])])
  );
}
