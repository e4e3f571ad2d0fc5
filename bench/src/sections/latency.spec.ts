import { blockMs, rateFor } from './latency.js';

describe(blockMs, () => {
  it('should be long enough for a 99th percentile, however slow the server is', () => {
    expect(blockMs(2_500, 3_000)).toBe(4_000);
    expect(blockMs(20_000, 3_000)).toBe(3_000);
  });
});

describe(rateFor, () => {
  it('should be 70 % of the middle one of what was measured, whatever one lucky second was', () => {
    expect(rateFor([10_000, 10_000, 16_000])).toBeCloseTo(7_000);
  });

  it('should not be more than the generator sends on time', () => {
    expect(rateFor([50_000])).toBe(25_000);
  });
});
