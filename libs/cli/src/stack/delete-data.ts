import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Profile } from './profile.js';

/** Deletes the stack's data, keys and logs; downloaded programs and the installation stay. */
export function deleteData({ directory }: Profile): void {
  for (const name of [
    'data',
    'issuer',
    'logs',
    'run',
    'secrets.json',
    'shard-map.json',
    'nats.conf',
    'seeds',
    'import',
    'statements',
  ]) {
    rmSync(join(directory, name), { recursive: true, force: true });
  }
}
