import { Random } from './random.js';

/** A median with the interval that holds 95 % of its resamples. */
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
 * The median of the ratios of the rounds, with its bootstrap interval. Two blocks of one round are mostly seconds apart, so a slow minute of
 * the machine is on both sides of a ratio and cancels out; in a ratio of two medians it would not, for these are mostly of two different
 * rounds. (Bulej et al., "Duet benchmarking", ICPE 2020.)
 */
export function medianRatio(
  ours: readonly number[],
  peer: readonly number[],
  roundsOfStart: number,
  random: Random,
  resamples = RESAMPLES,
): Interval {
  const rounds = Math.min(ours.length, peer.length);
  if (rounds === 0) throw new RangeError('a ratio needs at least one pair of blocks');
  const ratios = ours.slice(0, rounds).map((value, round) => value / (peer[round] ?? Number.NaN));
  return medianOf(ratios, roundsOfStart, random, resamples);
}

/**
 * Of one row of blocks: its median, and the percentiles of the medians of resamples. Rounds of one start have the luck of its processes in
 * common, so a resample draws starts, and then rounds of each. (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, 3.8.)
 */
export function medianOf(
  values: readonly number[],
  roundsOfStart: number,
  random: Random,
  resamples = RESAMPLES,
): Interval {
  const starts = Array.from({ length: Math.ceil(values.length / roundsOfStart) }, (_, start) =>
    values.slice(start * roundsOfStart, (start + 1) * roundsOfStart),
  );
  const drawn = <T>(from: readonly T[]): T[] => from.map(() => from[random.below(from.length)] as T);
  const medians = Array.from({ length: resamples }, () => median(drawn(starts).flatMap(drawn))).sort(
    (a, b) => a - b,
  );
  const at = (share: number): number => medians[Math.floor(share * (medians.length - 1))] ?? Number.NaN;
  return { median: median(values), low: at(0.025), high: at(0.975) };
}
