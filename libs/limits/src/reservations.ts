import { takenUntil, waitOf, type Gcra } from './gcra.js';
import type { MicroClock } from './memory-level.js';

/** What has been counted and not used for so long is lost. It bounds how much later than it was counted a request may be let in. */
export const LIFETIME_MICROS = 1_000_000;
/** A batch that is used up in this share of its lifetime is followed by one of twice the size, which then lasts for half of it. */
const QUICK_SHARE = 4;
export const LARGEST_BATCH = 64;
/** About 2 MB. Who is forgotten loses what he had not used, and begins again with one. */
const CAPACITY = 10_000;

/** Requests of one caller that were counted together. */
export class Batch {
  /** How many are wanted; once Redis has answered, how many it has counted. */
  size = 1;
  private left = 0;
  /** Whether Redis is being asked: whoever comes meanwhile asks for himself. */
  private asking = false;
  /** By our own clock, from before Redis was asked. */
  private since = -Infinity;
  /** Up to when time would be taken had each been counted when it was used. */
  private taken = 0;

  constructor(private readonly gcra: Gcra) {}

  take(now: number): number | undefined {
    if (this.left === 0 || now - this.since > LIFETIME_MICROS) return undefined;
    this.left -= 1;
    const wait = Math.min(0, waitOf(this.gcra, this.taken, now));
    this.taken = takenUntil(this.gcra, wait, now);
    return wait;
  }

  begin(now: number): boolean {
    if (this.asking) return false;
    this.size = this.nextSize(now);
    this.left = 0;
    this.asking = true;
    this.since = now;
    return true;
  }

  /** One of those that were granted is used now. */
  fill(wait: number, granted: number): void {
    this.asking = false;
    this.size = Math.max(1, granted);
    this.left = Math.max(0, granted - 1);
    this.taken = takenUntil(this.gcra, wait, this.since);
  }

  /** Redis did not say. */
  fail(): void {
    this.fill(0, 0);
  }

  /** Twice as many when the last were used up quickly; half of what was used when some were lost. */
  private nextSize(now: number): number {
    const elapsed = now - this.since;
    if (this.left > 0) return Math.max(1, (this.size - this.left) >> 1);
    if (elapsed > LIFETIME_MICROS) return 1;
    return elapsed <= LIFETIME_MICROS / QUICK_SHARE ? Math.min(LARGEST_BATCH, this.size * 2) : this.size;
  }
}

/**
 * Requests that were counted before they came. They are let in at once and in memory; since each was counted, there are no more of them
 * than without it. Only who asks often has any: a batch is one request until they follow one another within a part of its lifetime.
 */
export class Reservations {
  private readonly batches = new Map<string, Batch>();

  constructor(
    private readonly gcra: Gcra,
    private readonly clock: MicroClock,
    private readonly capacity = CAPACITY,
  ) {}

  get size(): number {
    return this.batches.size;
  }

  /** @returns the wait, as if the request was counted now; undefined when nothing is reserved */
  take(caller: string): number | undefined {
    return this.batches.get(caller)?.take(this.clock());
  }

  /** @returns the batch that Redis is to be asked for; undefined when one is under way, and a single request is to be counted */
  begin(caller: string): Batch | undefined {
    const known = this.batches.get(caller);
    const batch = known ?? this.first(caller);
    return batch.begin(this.clock()) ? batch : undefined;
  }

  private first(caller: string): Batch {
    if (this.batches.size >= this.capacity) this.forgetOldest();
    const batch = new Batch(this.gcra);
    this.batches.set(caller, batch);
    return batch;
  }

  private forgetOldest(): void {
    for (const caller of this.batches.keys()) {
      this.batches.delete(caller);
      return;
    }
  }
}
