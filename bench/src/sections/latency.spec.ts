import { blockMs } from './latency.js';

describe(blockMs, () => {
  it('should be long enough for a 99th percentile, however slow the server is', () => {
    expect(blockMs(2_500, 3_000)).toBe(4_000);
    expect(blockMs(20_000, 3_000)).toBe(3_000);
  });
});
