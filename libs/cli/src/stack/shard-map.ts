import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadShardMap, type ShardEndpoint, type ShardMap } from '@tenfold/database';
import {
  poolerPortOf,
  replicaOf,
  serverPort,
  shardNumber,
  type ServerName,
  type ShardName,
} from './ports.js';
import type { Profile } from './profile.js';

/** What a new stack begins with; more are added by `shards add`. */
const FIRST_SHARDS: readonly ShardName[] = ['shard-1', 'shard-2'];

export const DATABASE = 'tenfold';
export const ADMIN_USER = 'tenfold_admin';

export function shardMapFile({ directory }: Profile): string {
  return join(directory, 'shard-map.json');
}

export function dataDirectory({ directory }: Profile, server: ServerName): string {
  return join(directory, 'data', server);
}

/** The shards whose servers this stack runs: those of the map that have their data here. */
export function localShards(profile: Profile): ShardName[] {
  const known = Object.keys(readShardMap(profile)?.shards ?? {}).filter(isShardName);
  const added = known.filter((name) => existsSync(dataDirectory(profile, name)));
  return [...new Set([...FIRST_SHARDS, ...added])].sort();
}

/**
 * Writes which buckets are on which shard: half of the 4,096 each at first, and as they were later on. A map that says something
 * else than the one before has a higher epoch.
 * @param known the newest map: what the shards have on record may be newer than the file
 */
export function writeShardMap(profile: Profile, known = readShardMap(profile)): void {
  const next: ShardMap = {
    version: 1,
    epoch: known?.epoch ?? 1,
    shards: {
      ...known?.shards,
      ...Object.fromEntries(localShards(profile).map((shard) => [shard, addressesOf(profile, shard)])),
    },
    ranges: known?.ranges ?? [
      { from: 0, to: 2_047, shard: 'shard-1' },
      { from: 2_048, to: 4_095, shard: 'shard-2' },
    ],
  };
  const epoch = known === undefined || same(known.shards, next.shards) ? next.epoch : next.epoch + 1;
  const file = readShardMap(profile);
  if (file === undefined || file.epoch < epoch) saveShardMap(profile, { ...next, epoch });
}

export function saveShardMap(profile: Profile, map: ShardMap, file = shardMapFile(profile)): void {
  mkdirSync(profile.directory, { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify(map, null, 2));
  renameSync(`${file}.draft`, file);
}

export function readShardMap(profile: Profile): ShardMap | undefined {
  const file = shardMapFile(profile);
  return existsSync(file) ? loadShardMap(file) : undefined;
}

/** Where a shard's servers are when the stack runs them. */
export function addressesOf({ offset, pooled }: Profile, shard: ShardName): ShardMap['shards'][string] {
  const host = '127.0.0.1';
  const at = (server: ServerName): ShardEndpoint => {
    const port = serverPort(offset, server);
    return {
      host,
      port,
      database: DATABASE,
      ...(pooled ? { pooler: { host, port: poolerPortOf(port) } } : {}),
    };
  };
  return { primary: at(shard), replicas: [at(replicaOf(shard))] };
}

export function isShardName(name: string): name is ShardName {
  return shardNumber(name) !== undefined && !name.endsWith('-replica');
}

function same(a: ShardMap['shards'], b: ShardMap['shards']): boolean {
  const text = (shards: ShardMap['shards']): string =>
    JSON.stringify(
      Object.entries(shards)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, { primary, replicas = [] }]) => [name, [primary, ...replicas].map(addressOf)]),
    );
  return text(a) === text(b);
}

function addressOf({ host, port, database, pooler }: ShardEndpoint): string {
  return `${host}:${port}/${database}${pooler === undefined ? '' : ` by ${pooler.host}:${pooler.port}`}`;
}
