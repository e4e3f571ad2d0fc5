import fc from 'fast-check';
import { quantile, ratio, sumBy, type Vector } from './vector.js';

const BOUNDS = [0.1, 0.5, 1, 5];

/** What a histogram would say of these durations. */
function buckets(durations: readonly number[]): Vector {
  return [...BOUNDS, Infinity].map((bound) => ({
    labels: { service: 'quiz', le: bound === Infinity ? '+Inf' : String(bound) },
    value: durations.filter((duration) => duration <= bound).length,
  }));
}

const durations = fc.array(fc.double({ min: 0, max: 5, noNaN: true }), { minLength: 1 });
const share = fc.double({ min: 0.01, max: 1, noNaN: true });

describe(quantile, () => {
  it('should lie in the bucket of the observation that it is about', () => {
    fc.assert(
      fc.property(durations, share, (list, q) => {
        const [point] = quantile(q, buckets(list), ['service']);
        const exact = [...list].sort((a, b) => a - b)[Math.ceil(q * list.length) - 1] ?? 0;
        const upper = BOUNDS.find((bound) => exact <= bound) ?? Infinity;
        const lower = BOUNDS[BOUNDS.indexOf(upper) - 1] ?? 0;
        expect(point?.value).toBeGreaterThanOrEqual(lower);
        expect(point?.value).toBeLessThanOrEqual(upper);
      }),
    );
  });

  it('should never fall when more are counted', () => {
    fc.assert(
      fc.property(durations, share, share, (list, p, q) => {
        const at = (one: number): number => quantile(one, buckets(list), [])[0]?.value ?? NaN;
        expect(at(Math.min(p, q))).toBeLessThanOrEqual(at(Math.max(p, q)));
      }),
    );
  });

  it('should say the last bound of what took longer, and nothing of nothing', () => {
    expect(quantile(0.5, buckets([9]), ['service'])).toEqual([{ labels: { service: 'quiz' }, value: 5 }]);
    expect(quantile(0.5, buckets([]), ['service'])).toEqual([]);
  });
});

describe(ratio, () => {
  const point = (service: string, value: number) => ({ labels: { service }, value });

  it('should take what has no dividend for 0, and leave out what has no divisor', () => {
    expect(ratio([point('a', 1), point('c', 1)], [point('a', 4), point('b', 2), point('d', 0)])).toEqual([
      point('a', 0.25),
      point('b', 0),
    ]);
  });
});

describe(sumBy, () => {
  it('should keep only the labels that it was told, in one group where there are none', () => {
    const vector = [1, 2].map((value) => ({ labels: { route: String(value) }, value }));
    expect(sumBy(vector, [])).toEqual([{ labels: {}, value: 3 }]);
  });
});
