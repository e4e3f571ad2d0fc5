import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './process-identity.js';

/** Longer than the services' own drain at shutdown (10 s): a kill is for what hangs, not for what is slow. */
const PATIENCE_MS = 20_000;
const POLL_MS = 50;

/** Asks the process to end, and kills its whole group when it does not. Answers 'killed' when it came to that. */
export async function stopProcess(
  identity: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<'stopped' | 'killed' | 'gone'> {
  if (!isAlive(identity)) return 'gone';
  send(identity.pid, signal);
  if (await ended(identity, PATIENCE_MS)) return 'stopped';
  send(-identity.pid, 'SIGKILL');
  send(identity.pid, 'SIGKILL');
  await ended(identity, PATIENCE_MS);
  return 'killed';
}

/** `docker run --rm` removes its container itself, unless it was killed. */
export function removeContainer(name: string): void {
  spawnSync('docker', ['rm', '--force', name], { stdio: 'ignore' });
}

async function ended(identity: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadline = performance.now() + patienceMs;
  while (isAlive(identity)) {
    if (performance.now() > deadline) return false;
    await delay(POLL_MS);
  }
  return true;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It may end by itself between the check and the signal.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
