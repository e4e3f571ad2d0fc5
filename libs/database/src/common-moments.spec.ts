import fc from 'fast-check';
import { untilCommonMoment } from './common-moments.js';

describe(untilCommonMoment, () => {
  it('should lead to a multiple of the period, and not to the one that is just over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 600_000 }), fc.nat(1e9), (everyMs, now) => {
        const left = untilCommonMoment(everyMs, now);
        expect((now + left) % everyMs).toBe(0);
        expect(left).toBeGreaterThan(0);
        expect(left).toBeLessThan(everyMs + 5);
      }),
    );
  });

  it('should bring together what has other periods', () => {
    expect([60_000, 30_000, 15_000].map((every) => untilCommonMoment(every, 47_000))).toEqual([
      13_000, 13_000, 13_000,
    ]);
  });

  it('should not go twice to a moment for which a timer came early', () => {
    expect(untilCommonMoment(30_000, 29_999)).toBe(30_001);
  });
});
