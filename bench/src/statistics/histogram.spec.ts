import fc from 'fast-check';
import { Histogram } from './histogram.js';

describe(Histogram.name, () => {
  it('should know each percentile to six parts in a hundred', () => {
    const times = fc.array(fc.integer({ min: 16, max: 10_000_000 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.9, 0.99, 0.999, 1), (values, share) => {
        const histogram = new Histogram();
        values.forEach((value) => histogram.add(value));
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(Math.abs(histogram.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.06);
        expect(histogram.max).toBe(sorted.at(-1));
      }),
    );
  });

  it('should have nothing to say of nothing', () => {
    expect(new Histogram().percentile(0.99)).toBe(0);
  });
});
