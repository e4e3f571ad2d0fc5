import { takenUntil, waitOf, type Gcra } from './gcra.js';

/** Whole microseconds since some moment, only forward. */
export type MicroClock = () => number;

export const MONOTONIC_MICROS: MicroClock = () => Math.floor(performance.now() * 1_000);

/** About 10 MB with keys of common length. */
const CAPACITY = 100_000;

/**
 * Counts in this process. Callers lie in two generations; whoever comes moves to the young one. When a whole burst of time has passed,
 * the old one is dropped: all in it is over, so nothing is lost, and no timer and no list per caller is needed. Only when more callers
 * come in that time than there is room for, those are forgotten early that have not come again.
 */
export class MemoryLevel {
  private young = new Map<string, number>();
  private old = new Map<string, number>();
  private begun: number;

  constructor(
    private readonly gcra: Gcra,
    private readonly clock: MicroClock = MONOTONIC_MICROS,
    private readonly capacity = CAPACITY,
  ) {
    this.begun = clock();
  }

  /** @returns the wait: above zero the request is refused, and not counted */
  take(caller: string): number {
    const now = this.clock();
    if (now - this.begun >= this.gcra.depth) this.turn(now);
    let taken = this.young.get(caller);
    const known = taken !== undefined;
    taken ??= this.old.get(caller) ?? now;
    const wait = waitOf(this.gcra, taken, now);
    if (!known && this.young.size >= this.capacity / 2) this.turn(now);
    const key = known ? caller : owned(caller);
    if (wait <= 0) this.young.set(key, takenUntil(this.gcra, wait, now));
    // Or somebody who is refused would be forgotten while others come.
    else if (!known) this.young.set(key, taken);
    return wait;
  }

  /** What `take` would say now, which counts nothing. */
  look(caller: string): number {
    const now = this.clock();
    return waitOf(this.gcra, this.young.get(caller) ?? this.old.get(caller) ?? now, now);
  }

  /** Callers that are remembered. */
  get size(): number {
    return this.young.size + this.old.size;
  }

  private turn(now: number): void {
    this.old = this.young;
    this.young = new Map();
    this.begun = now;
  }
}

/** A part of a text keeps the whole of it in memory, and a header may be long. */
function owned(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
