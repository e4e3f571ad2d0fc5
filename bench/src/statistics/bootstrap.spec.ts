import fc from 'fast-check';
import { median, medianOf, medianRatio } from './bootstrap.js';
import { Random } from './random.js';

const RESAMPLES = 200;
/** More than any of these has rounds. */
const ONE_START = 100;
const rates = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 15 });

describe(median, () => {
  it('should be the middle, or the mean of the two in the middle', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
  });
});

describe(medianRatio, () => {
  it('should hold the median between the ends of the interval of blocks that are all alike', () => {
    expect(medianRatio([20, 20, 20], [10, 10, 10], ONE_START, new Random(1), RESAMPLES)).toEqual({
      median: 2,
      low: 2,
      high: 2,
    });
  });

  it('should never have its ends the wrong way round, and lie within what any block could say', () => {
    fc.assert(
      fc.property(rates, fc.integer(), (ours, seed) => {
        const peer = ours.map((rate) => rate / 2);
        const { low, high } = medianRatio(ours, peer, ONE_START, new Random(seed), RESAMPLES);
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeCloseTo(2);
        expect(high).toBeCloseTo(2);
      }),
    );
  });

  it('should compare blocks of one round, so that a slow round of both changes nothing', () => {
    const interval = medianRatio([10, 1, 8, 3], [5, 0.5, 4, 1.5], ONE_START, new Random(3), RESAMPLES);
    expect(interval).toEqual({ median: 2, low: 2, high: 2 });
  });

  it('should be the middle of the ratios, not the ratio of the middles', () => {
    expect(medianRatio([10, 2, 6], [10, 4, 2], ONE_START, new Random(3), RESAMPLES).median).toBe(1);
  });

  it('should widen with blocks that differ', () => {
    const { low, high } = medianRatio(
      [5, 10, 20, 40, 80],
      [10, 10, 10, 10, 10],
      ONE_START,
      new Random(3),
      RESAMPLES,
    );
    expect(low).toBeLessThan(1.5);
    expect(high).toBeGreaterThan(2.5);
  });

  it('should come back with its seed', () => {
    const once = () => medianRatio([5, 7, 9], [3, 8, 4], ONE_START, new Random(11), RESAMPLES);
    expect(once()).toEqual(once());
  });

  it('should refuse to compare nothing', () => {
    expect(() => medianRatio([], [1], ONE_START, new Random(1))).toThrow(RangeError);
  });
});

describe(medianOf, () => {
  it('should be the interval of one row of blocks', () => {
    expect(medianOf([3, 3, 3], ONE_START, new Random(1), RESAMPLES)).toEqual({ median: 3, low: 3, high: 3 });
  });

  it('should be as wide as starts differ, where the rounds of each are alike', () => {
    const starts = [1, 2, 3].flatMap((value) => Array.from({ length: 20 }, () => value));
    expect(medianOf(starts, 20, new Random(1), RESAMPLES)).toEqual({ median: 2, low: 1, high: 3 });
    expect(medianOf(starts, ONE_START, new Random(1), RESAMPLES)).toEqual({ median: 2, low: 2, high: 2 });
  });

  it('should be as wide for one start with all rounds as for starts of one round each', () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    const width = (rounds: number): number => {
      const { low, high } = medianOf(values, rounds, new Random(1), 5_000);
      return high - low;
    };
    expect(Math.abs(width(1) - width(values.length))).toBeLessThanOrEqual(1);
  });
});
