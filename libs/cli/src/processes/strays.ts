import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { programOf, startTimeOf, statOf, type ProcessIdentity } from './process-identity.js';

/** Set in the environment of everything that belongs to a stack; its value is the stack's directory. */
export const STACK_MARKER = 'TENFOLD_STACK';

/** These write their title over their environment, so that they are known by program and working directory. */
const OVERWRITES_ENVIRONMENT: ReadonlySet<string> = new Set([
  'postgres',
  'redis-server',
  'redis-check-rdb',
  'valkey-server',
]);

export interface Stray extends ProcessIdentity {
  readonly program: string;
}

/**
 * Processes of this stack that no record names: an `up` that was killed between starting a process and writing it down has
 * left them. Children of recorded or stray processes are left out; they end with their parent.
 */
export function findStrays(directory: string, recorded: ReadonlySet<number>): Stray[] {
  if (process.platform !== 'linux') return [];
  const members = new Set(allPids().filter((pid) => belongs(pid, directory)));
  return [...members]
    .filter(
      (pid) =>
        !recorded.has(pid) && !hasAncestor(pid, (parent) => recorded.has(parent) || members.has(parent)),
    )
    .map((pid) => ({ pid, startTime: startTimeOf(pid), program: programOf(pid) ?? 'process' }))
    .filter((stray): stray is Stray => stray.startTime !== undefined);
}

export function hasAncestor(
  pid: number,
  matches: (pid: number) => boolean,
  parentOf: (pid: number) => number | undefined = (child) => statOf(child)?.parent,
): boolean {
  for (let parent = parentOf(pid); parent !== undefined && parent > 1; parent = parentOf(parent)) {
    if (matches(parent)) return true;
  }
  return false;
}

function allPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid);
}

function belongs(pid: number, directory: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    if (environment.includes(`${STACK_MARKER}=${directory}`)) return true;
    return (
      OVERWRITES_ENVIRONMENT.has(programOf(pid) ?? '') &&
      readlinkSync(`/proc/${pid}/cwd`).startsWith(join(directory, 'data', '/'))
    );
  } catch {
    // Another user's process, or one that has just ended: neither can be ours.
    return false;
  }
}
