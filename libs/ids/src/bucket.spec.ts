import fc from 'fast-check';
import { BUCKETS, bucketOf } from './bucket.js';

/** Pearson's statistic of how keys spread; about BUCKETS - 1 for a fair hash, with a deviation of sqrt(2 x that). */
function chiSquare(keys: readonly string[], cells: number): number {
  const counts = new Array<number>(cells).fill(0);
  for (const key of keys) {
    const cell = Math.floor((bucketOf(key) * cells) / BUCKETS);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  const expected = keys.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function fairLimit(cells: number, deviations: number): number {
  return cells - 1 + deviations * Math.sqrt(2 * (cells - 1));
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));

describe('bucketOf', () => {
  // Computed by a separate implementation. A failure here means lost rows: never adapt the numbers.
  it.each([
    ['', 2739],
    ['a', 424],
    ['17850', 4062],
    ['17851', 3268],
    ['customer:12346', 2143],
    ['guest:536365', 1276],
    ['Zoë', 1232],
    ['€', 190],
    ['😀', 816],
    ['日本語', 3750],
    ['00000000-0000-7000-8000-000000000000', 1197],
    ['x'.repeat(1000), 1755],
  ])('should put %j where it has always been', (key, bucket) => {
    expect(bucketOf(key)).toBe(bucket);
  });

  it('should give every text one bucket in the range', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const bucket = bucketOf(key);
        return Number.isInteger(bucket) && bucket >= 0 && bucket < BUCKETS && bucketOf(`${key}`) === bucket;
      }),
    );
  });

  it.each([
    ['customer numbers', () => numbers(12_346, 18_288)],
    ['invoice numbers of guests', () => numbers(536_365, 581_588).map((number) => `guest:${number}`)],
    ['learner addresses', () => numbers(100_000, 200_000).map((number) => `learner-${number}@example.org`)],
    [
      'sequential ids',
      () => numbers(0, 100_000).map((number) => `00000000-0000-7000-8000-${number.padStart(12, '0')}`),
    ],
  ])('should spread %s over buckets, shards and 16 shards like a fair die', (_, make) => {
    const keys = make();
    for (const cells of [BUCKETS, 16, 2]) expect(chiSquare(keys, cells)).toBeLessThan(fairLimit(cells, 5));
  });

  it('should spread numbered keys over 64 shards whatever stands before the number', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.nat(1e9), (prefix, start) => {
        const keys = numbers(start, start + 2_000).map((number) => prefix + number);
        return chiSquare(keys, 64) < fairLimit(64, 9);
      }),
    );
  });
});
