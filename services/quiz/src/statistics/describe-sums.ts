import { FULL_SCORE } from '../aggregates/contribution.js';

/** Sums of n pairs, exact: x is what the question earned, r what the rest of the attempt earned. */
export interface PairSums {
  readonly n: number;
  readonly x: bigint;
  readonly xx: bigint;
  readonly r: bigint;
  readonly rr: bigint;
  readonly xr: bigint;
}

/** Mean and standard deviation of the population; null where there is nothing to describe. */
export function describe(
  n: number,
  sum: bigint,
  squares: bigint,
): { mean: number; deviation: number } | null {
  if (n === 0) return null;
  const spread = BigInt(n) * squares - sum * sum;
  return { mean: rounded(Number(sum) / n), deviation: rounded(Math.sqrt(Number(spread)) / n) };
}

/** As `describe`, for scores: in percent. */
export function describeScores(n: number, sum: bigint, squares: bigint): ReturnType<typeof describe> {
  const found = describe(n, sum, squares);
  const percent = (value: number): number => rounded((value * 100) / FULL_SCORE);
  return found && { mean: percent(found.mean), deviation: percent(found.deviation) };
}

/** Mean share of the points: 1 is what everybody got right. */
export function difficulty(n: number, x: bigint, maxMillipoints: number): number | null {
  return n === 0 || maxMillipoints === 0 ? null : rounded(Number(x) / (n * maxMillipoints));
}

/**
 * How well a question tells strong attempts from weak ones: the correlation of its points with those of the rest of the attempt, which
 * for a question that is right or wrong is the point-biserial one. The question itself is left out of the total, or it would be
 * correlated with itself (S. Henrysson, "Correction of item-total correlations in item analysis", Psychometrika 28, 1963).
 * @returns null where one of the two never varies
 */
export function discrimination({ n, x, xx, r, rr, xr }: PairSums): number | null {
  const size = BigInt(n);
  const [variance, restVariance] = [size * xx - x * x, size * rr - r * r];
  if (variance === 0n || restVariance === 0n) return null;
  const covariance = Number(size * xr - x * r);
  return rounded(covariance / Math.sqrt(Number(variance)) / Math.sqrt(Number(restVariance)));
}

/** Four digits are more than any number of attempts supports. The zero has no sign. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000 + 0;
}
