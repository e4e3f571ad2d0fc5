import type { Refusal } from './replica.js';

/** Why a read went to the primary although a replica might have answered. */
export type Fallback = Refusal | 'none' | 'epoch';

/** What one shard's servers were asked by this process, since it started. */
export interface ReadCounters {
  /** Statements to the primary: all writes, fresh reads, and reads that no replica answered. */
  primary: number;
  /** Reads that a replica has answered. */
  replica: number;
  /** Of the statements to the primary, those that a replica might have answered, by the reason. */
  readonly fallbacks: Record<Fallback, number>;
}

export function newReadCounters(): ReadCounters {
  return { primary: 0, replica: 0, fallbacks: { down: 0, late: 0, busy: 0, none: 0, epoch: 0 } };
}
