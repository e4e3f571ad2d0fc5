import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portsWithOffset } from './ports.js';
import type { Profile } from './profile.js';
import { readShardMap, shardMapFile, writeShardMap } from './shard-map.js';

describe(writeShardMap, () => {
  let directory: string;
  const profile = (offset = 0): Profile => ({
    name: 'main',
    directory,
    packages: directory,
    offset,
    ports: portsWithOffset(offset),
    gatewayUrl: '',
    pooled: false,
  });

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tenfold-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('should name a primary and a replica for each shard', () => {
    writeShardMap(profile());
    const at = (port: number) => ({ host: '127.0.0.1', port, database: 'tenfold' });
    expect(readShardMap(profile())).toMatchObject({
      epoch: 1,
      shards: {
        'shard-1': { primary: at(5501), replicas: [at(5511)] },
        'shard-2': { primary: at(5502), replicas: [at(5512)] },
      },
    });
  });

  it('should raise the epoch when something changes, and only then', () => {
    writeShardMap(profile());
    writeShardMap(profile());
    expect(readShardMap(profile())?.epoch).toBe(1);
    writeShardMap(profile(100));
    expect(readShardMap(profile())).toMatchObject({
      epoch: 2,
      shards: { 'shard-1': { primary: { port: 5601 } } },
    });
  });

  it('should add replicas to a map made without, and leave the ranges where they are', () => {
    const primary = (port: number) => ({ primary: { host: '127.0.0.1', port, database: 'tenfold' } });
    const ranges = [
      { from: 0, to: 99, shard: 'shard-1' },
      { from: 100, to: 4_095, shard: 'shard-2' },
    ];
    const old = {
      version: 1,
      epoch: 7,
      shards: { 'shard-1': primary(5501), 'shard-2': primary(5502) },
      ranges,
    };
    writeFileSync(shardMapFile(profile()), JSON.stringify(old));
    writeShardMap(profile());
    const map = readShardMap(profile());
    expect(map).toMatchObject({ epoch: 8, ranges });
    expect(map?.shards['shard-2']?.replicas).toHaveLength(1);
  });
});
