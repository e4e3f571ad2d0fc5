import { setTimeout as delay } from 'node:timers/promises';
import { familyOf } from './descendants.js';
import { startTimeOf } from './process-identity.js';

const POLL_MS = 10;

/** Ends a process and its children as a crash does: no handler runs, nothing is flushed. Back when all are gone. */
export async function killFamily(pid: number): Promise<void> {
  // Held still first, or a parent would start a child that this list does not have.
  signal([pid], 'SIGSTOP');
  const family = familyOf(pid);
  signal(family, 'SIGKILL');
  while (family.some((one) => startTimeOf(one) !== undefined)) await delay(POLL_MS);
}

/** Sends a signal to a process and its children; those that have ended meanwhile are left out. */
export function signalFamily(pid: number, name: NodeJS.Signals): void {
  signal(familyOf(pid), name);
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
