import type { Labels } from './exposition.js';

export interface Point {
  readonly labels: Labels;
  readonly value: number;
}

/** What an instant query of PromQL answers; the functions below are those of PromQL. */
export type Vector = readonly Point[];

type By = readonly string[];

export function sumBy(vector: Vector, by: By): Vector {
  return aggregate(vector, by, (values) => values.reduce((sum, value) => sum + value, 0));
}

export function maxBy(vector: Vector, by: By): Vector {
  return aggregate(vector, by, (values) => Math.max(...values));
}

export function where(vector: Vector, holds: (labels: Labels) => boolean): Vector {
  return vector.filter(({ labels }) => holds(labels));
}

/** Of points with the same labels; nothing where there is nothing to divide by. */
export function ratio(dividends: Vector, divisors: Vector): Vector {
  const known = new Map(dividends.map(({ labels, value }) => [keyOf(labels), value]));
  return divisors
    .filter(({ value }) => value > 0)
    .map(({ labels, value }) => ({ labels, value: (known.get(keyOf(labels)) ?? 0) / value }));
}

/** `histogram_quantile` over the rates of buckets; nothing where nothing was observed. */
export function quantile(q: number, buckets: Vector, by: By): Vector {
  const sums = sumBy(buckets, [...by, 'le']);
  return group(sums, by).flatMap(({ labels, points }) => {
    const bounds = points
      .map(({ labels: { le = '' }, value }) => ({
        bound: le === '+Inf' ? Infinity : Number(le),
        count: value,
      }))
      .sort((a, b) => a.bound - b.bound);
    const value = interpolate(q, bounds);
    return value === undefined ? [] : [{ labels, value }];
  });
}

interface Bucket {
  readonly bound: number;
  readonly count: number;
}

function interpolate(q: number, buckets: readonly Bucket[]): number | undefined {
  const total = buckets.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const rank = q * total;
  const index = buckets.findIndex(({ count }) => count >= rank);
  const found = buckets[index];
  const below = buckets[index - 1] ?? { bound: 0, count: 0 };
  // Beyond the last bound nothing is known but that it was longer.
  if (found === undefined || found.bound === Infinity) return below.bound;
  const share = found.count === below.count ? 1 : (rank - below.count) / (found.count - below.count);
  return below.bound + (found.bound - below.bound) * share;
}

function aggregate(vector: Vector, by: By, fold: (values: readonly number[]) => number): Vector {
  return group(vector, by).map(({ labels, points }) => ({
    labels,
    value: fold(points.map(({ value }) => value)),
  }));
}

function group(vector: Vector, by: By): { labels: Labels; points: Point[] }[] {
  const groups = new Map<string, { labels: Labels; points: Point[] }>();
  for (const point of vector) {
    const labels = Object.fromEntries(by.map((name) => [name, point.labels[name] ?? '']));
    const key = keyOf(labels);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { labels, points: [point] });
    else known.points.push(point);
  }
  return [...groups.values()];
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
