import { availableParallelism } from 'node:os';
import { BenchFailure } from '../failure.js';
import type { CpuTimes } from './processes.js';

/** Of the machine: what others may use of it while a block is measured. */
export const DEFAULT_BACKGROUND = 0.1;

/** The share of the machine that other processes than ours have used between two readings. */
export function backgroundShare(before: CpuTimes, after: CpuTimes, cores = availableParallelism()): number {
  const elapsed = after.at - before.at;
  const others = after.busy - before.busy - (after.own - before.own);
  // Both clocks tick in hundredths of a second, so that a difference may come out below zero.
  return elapsed <= 0 ? 0 : Math.max(0, others / elapsed / cores);
}

const percent = (value: number): string => `${(value * 100).toFixed(0)} %`;

/** Says that there is no use in measuring. */
export function tooBusy(share: number, limit: number, when: string): BenchFailure {
  return new BenchFailure(
    `The machine is too busy to measure: other processes used ${percent(share)} of it ${when}, and ${percent(limit)} is the limit.\n` +
      'Stop them and run ./tenfold bench again; --background 0.3 would allow 30 % (the result says so).',
  );
}

/** Where the machine is uneven for minutes, blocks that are slow for this share are better than none. */
const MOST_SLOW = 0.5;

/**
 * For what share of its time a block may be slow. It rises with what has been thrown away, so that a bad minute does not end a run.
 * @param thrown blocks that were slower, of so many that are wanted
 */
export function slowLimit(limit: number, thrown: number, wanted: number): number {
  return Math.max(limit, Math.min(MOST_SLOW, limit * (1 + Math.floor(thrown / wanted))));
}

/** Says that a machine which keeps changing its speed is no place to measure. */
export function tooUneven(share: number, limit: number): BenchFailure {
  return new BenchFailure(
    `The speed of the machine changes too often to measure: it was slow in ${percent(share)} of a block, and ${percent(limit)} is the limit.\n` +
      'Where it is a virtual one, others may share its processors. Run ./tenfold bench again when they are quiet.',
  );
}
