import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from './profile.js';

export const SHARDS = ['shard-1', 'shard-2'] as const;
export type ShardName = (typeof SHARDS)[number];

export const DATABASE = 'tenfold';
export const ADMIN_USER = 'tenfold_admin';

export function shardMapFile({ directory }: Profile): string {
  return join(directory, 'shard-map.json');
}

/** Writes which buckets are on which shard: half of the 4,096 each. */
export function writeShardMap(profile: Profile): void {
  const address = (shard: ShardName): object => ({
    primary: { host: '127.0.0.1', port: profile.ports[shard], database: DATABASE },
  });
  const map = {
    version: 1,
    epoch: 1,
    shards: { 'shard-1': address('shard-1'), 'shard-2': address('shard-2') },
    ranges: [
      { from: 0, to: 2_047, shard: 'shard-1' },
      { from: 2_048, to: 4_095, shard: 'shard-2' },
    ],
  };
  mkdirSync(profile.directory, { recursive: true });
  writeFileSync(shardMapFile(profile), JSON.stringify(map, null, 2));
}
