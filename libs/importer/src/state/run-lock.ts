import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Locks of this process. Its number alone proves nothing: in a container every run may have the same. */
const held = new Set<string>();

/** One seed at a time in a state folder: two would write over each other's checkpoint. Returns the release. */
export function lockRun(stateDir: string): () => void {
  mkdirSync(stateDir, { recursive: true });
  const path = join(stateDir, 'seed.lock');
  for (let attempt = 0; ; attempt += 1) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = ownerOf(path);
      if (attempt > 0 || isHeld(path, owner)) {
        throw new Error(
          `another seed (process ${owner ?? 'unknown'}) is running; if it is not, remove ${path}`,
          {
            cause: error,
          },
        );
      }
      // Left behind by a killed run.
      rmSync(path, { force: true });
    }
  }
}

function ownerOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isHeld(path: string, owner: number | null): boolean {
  if (owner === null) return false;
  if (owner === process.pid) return held.has(path);
  try {
    process.kill(owner, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
