import { LEASE_MS, TIMES } from './test-world.js';

/** Of a change that the store has not been told of and that nobody heard of either: a double fault. */
export const LONG_BOUND_MS = TIMES.l2Ms * 1.1 + LEASE_MS + TIMES.l1Ms;

export interface Change {
  version: number | undefined;
  /** When it was acknowledged, or its writer died: from then on it is to be seen. */
  at: number | undefined;
  /** Whether the mark was there, without a break, until the row was written. */
  marked: boolean;
  /** Whether the store was told of the new version. */
  buried: boolean;
}

/** Knows what has been changed, and therefore what may be answered. */
export class CacheJudge {
  private readonly changes: Change[] = [];
  /** The last version that each process has answered with, 0 for none. */
  readonly last: number[];
  readonly faults: string[] = [];

  constructor(processes: number) {
    this.last = Array.from({ length: processes }, () => 0);
  }

  /** A write has begun; its writer tells how far it has come. */
  begin(marked: boolean): Change {
    const change: Change = { version: undefined, at: undefined, marked, buried: false };
    this.changes.push(change);
    return change;
  }

  /** Marks are gone; whoever has not written yet is on his own. */
  unprotect(): void {
    for (const change of this.changes) if (change.version === undefined) change.marked = false;
  }

  /** What a read that begins now must show at least. */
  leastVersion(now: number): number {
    const due = this.changes
      .filter(({ at, marked, buried }) => {
        return at !== undefined && now > at + (marked || buried ? TIMES.l1Ms : LONG_BOUND_MS);
      })
      .map(({ version }) => version ?? 0);
    return Math.max(1, ...due);
  }

  answered(process: number, version: number, least: number): void {
    const last = this.last[process] ?? 0;
    if (version < least) this.faults.push(`${version} was answered, ${least} was due`);
    if (version < last) this.faults.push(`${version} came after ${last}`);
    this.last[process] = version;
  }

  /** A new process has answered nothing yet. */
  restarted(process: number): void {
    this.last[process] = 0;
  }
}
