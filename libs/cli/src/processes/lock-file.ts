import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from '../output/failure.js';
import { isAlive, startTimeOf, type ProcessIdentity } from './process-identity.js';

export interface LockOwner extends ProcessIdentity {
  readonly verb: string;
}

/**
 * One program at a time changes a stack. The lock is a file that appears with its content (a hard link is atomic), and it is
 * worth as much as its owner is alive: what a killed program leaves behind is taken over.
 */
export function acquireLock(file: string, verb: string): () => void {
  mkdirSync(dirname(file), { recursive: true });
  const mine: LockOwner = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '', verb };
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify(mine));
  try {
    while (!linked(draft, file)) removeDeadLock(file);
  } finally {
    rmSync(draft, { force: true });
  }
  const release = (): void => {
    if (readOwner(file)?.pid === process.pid) rmSync(file, { force: true });
  };
  process.once('exit', release);
  return release;
}

export function readOwner(file: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as LockOwner;
  } catch {
    return undefined;
  }
}

/** The program that holds the lock now, if it still runs. */
export function livingOwner(file: string): LockOwner | undefined {
  const owner = readOwner(file);
  return owner !== undefined && isAlive(owner) ? owner : undefined;
}

function linked(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeDeadLock(file: string): void {
  const owner = livingOwner(file);
  if (owner !== undefined) {
    throw new Failure(
      `./tenfold ${owner.verb} (process ${owner.pid}) is at work here. Wait for it, or end it first.`,
    );
  }
  const removed = `${file}.dead.${process.pid}`;
  try {
    renameSync(file, removed);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  // Another program may have taken the lock over between the look and the rename: give it back.
  if (livingOwner(removed) !== undefined) linked(removed, file);
  rmSync(removed, { force: true });
}
