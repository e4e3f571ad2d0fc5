import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '../processes/lock-file.js';
import type { Profile } from './profile.js';

export function lockFileOf({ directory }: Profile): string {
  return join(directory, 'lock.json');
}

/** Takes the stack for this program: from here on nobody else starts or stops its processes. */
export function lockStack(profile: Profile, verb: string): () => void {
  mkdirSync(join(profile.directory, 'tmp'), { recursive: true });
  return acquireLock(lockFileOf(profile), verb);
}
