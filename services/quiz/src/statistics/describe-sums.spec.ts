import fc from 'fast-check';
import { describe as described, difficulty, discrimination } from './describe-sums.js';

const sumsOf = (pairs: readonly (readonly [number, number])[]) => {
  const sum = (of: (x: number, r: number) => number): bigint =>
    pairs.reduce((total, [x, r]) => total + BigInt(of(x, r)), 0n);
  return {
    n: pairs.length,
    x: sum((x) => x),
    xx: sum((x) => x * x),
    r: sum((_, r) => r),
    rr: sum((_, r) => r * r),
    xr: sum((x, r) => x * r),
  };
};

describe(described, () => {
  it('should know mean and deviation', () => {
    expect(described(4, 20n, 120n)).toEqual({ mean: 5, deviation: 2.2361 });
    expect(described(0, 0n, 0n)).toBeNull();
  });
});

describe(difficulty, () => {
  it('should be the mean share of the points', () => {
    expect(difficulty(4, 3_000n, 1_000)).toBe(0.75);
    expect(difficulty(4, 0n, 0)).toBeNull();
    expect(difficulty(0, 0n, 1_000)).toBeNull();
  });
});

describe(discrimination, () => {
  it('should be 1 where the question goes with the rest, -1 where it goes against it', () => {
    expect(discrimination(sumsOf([[0, 0], [1_000, 3_000]]))).toBe(1); // prettier-ignore
    expect(discrimination(sumsOf([[1_000, 0], [0, 3_000]]))).toBe(-1); // prettier-ignore
  });

  it('should say nothing of what never varies', () => {
    expect(discrimination(sumsOf([[1_000, 0], [1_000, 3_000]]))).toBeNull(); // prettier-ignore
    expect(discrimination(sumsOf([]))).toBeNull();
  });

  it('should agree with the definition', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 99_000 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 2, maxLength: 50 }), (pairs) => {
        const mean = (of: (pair: readonly [number, number]) => number): number =>
          pairs.reduce((total, one) => total + of(one), 0) / pairs.length;
        const [mx, mr] = [mean(([x]) => x), mean(([, r]) => r)];
        const found = discrimination(sumsOf(pairs));
        const spread = Math.sqrt(mean(([x]) => (x - mx) ** 2)) * Math.sqrt(mean(([, r]) => (r - mr) ** 2));
        if (found === null) expect(spread).toBeCloseTo(0, 6);
        else expect(found).toBeCloseTo(mean(([x, r]) => (x - mx) * (r - mr)) / spread, 3);
      }),
    );
  });
});
