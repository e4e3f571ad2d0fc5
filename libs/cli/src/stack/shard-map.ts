import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poolerPortOf, type PortName } from './ports.js';
import type { Profile } from './profile.js';

export const SHARDS = ['shard-1', 'shard-2'] as const;
export type ShardName = (typeof SHARDS)[number];

export const DATABASE = 'tenfold';
export const ADMIN_USER = 'tenfold_admin';

export function shardMapFile({ directory }: Profile): string {
  return join(directory, 'shard-map.json');
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly pooler?: { readonly host: string; readonly port: number };
}

export interface StackShardMap {
  readonly version: 1;
  readonly epoch: number;
  readonly shards: Readonly<Record<string, { readonly primary: Endpoint; readonly replicas?: Endpoint[] }>>;
  readonly ranges: readonly { readonly from: number; readonly to: number; readonly shard: string }[];
}

export function replicaOf(shard: ShardName): PortName {
  return `${shard}-replica`;
}

/**
 * Writes which buckets are on which shard: half of the 4,096 each at first, and as they were later on. A map that says something
 * else than the one before has a higher epoch.
 */
export function writeShardMap(profile: Profile): void {
  const known = readShardMap(profile);
  const next = {
    version: 1,
    epoch: known?.epoch ?? 1,
    shards: {
      ...known?.shards,
      ...Object.fromEntries(SHARDS.map((shard) => [shard, address(profile, shard)])),
    },
    ranges: known?.ranges ?? [
      { from: 0, to: 2_047, shard: 'shard-1' },
      { from: 2_048, to: 4_095, shard: 'shard-2' },
    ],
  } as const;
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(next)) return;
  const epoch = known === undefined ? 1 : known.epoch + 1;
  const file = shardMapFile(profile);
  mkdirSync(profile.directory, { recursive: true });
  writeFileSync(`${file}.draft`, JSON.stringify({ ...next, epoch }, null, 2));
  renameSync(`${file}.draft`, file);
}

export function readShardMap(profile: Profile): StackShardMap | undefined {
  const file = shardMapFile(profile);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StackShardMap) : undefined;
}

function address({ ports, pooled }: Profile, shard: ShardName): StackShardMap['shards'][string] {
  const host = '127.0.0.1';
  const at = (port: number): Endpoint => ({
    host,
    port,
    database: DATABASE,
    ...(pooled ? { pooler: { host, port: poolerPortOf(port) } } : {}),
  });
  return { primary: at(ports[shard]), replicas: [at(ports[replicaOf(shard)])] };
}
