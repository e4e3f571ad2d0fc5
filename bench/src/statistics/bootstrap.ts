import { Random } from './random.js';

/** A ratio of medians with the interval that holds 95 % of its resamples. */
export interface Interval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export const RESAMPLES = 10_000;

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/**
 * The ratio of the medians of two rows of blocks, with its bootstrap interval. Blocks with the same index were measured in the same
 * round, so they are drawn together: a slow minute of the machine hits both sides of a pair.
 */
export function ratioOfMedians(
  ours: readonly number[],
  peer: readonly number[],
  random: Random,
  resamples = RESAMPLES,
): Interval {
  const pairs = Math.min(ours.length, peer.length);
  if (pairs === 0) throw new RangeError('a ratio needs at least one pair of blocks');
  const ratios: number[] = [];
  for (let sample = 0; sample < resamples; sample++) {
    const drawn = Array.from({ length: pairs }, () => random.below(pairs));
    const above = median(drawn.map((index) => ours[index] ?? Number.NaN));
    const below = median(drawn.map((index) => peer[index] ?? Number.NaN));
    ratios.push(above / below);
  }
  ratios.sort((a, b) => a - b);
  const at = (share: number): number => ratios[Math.floor(share * (ratios.length - 1))] ?? Number.NaN;
  return { median: median(ours) / median(peer), low: at(0.025), high: at(0.975) };
}

/** Of one row of blocks: its median with the bootstrap interval. */
export function medianOf(values: readonly number[], random: Random, resamples = RESAMPLES): Interval {
  return ratioOfMedians(
    values,
    values.map(() => 1),
    random,
    resamples,
  );
}
