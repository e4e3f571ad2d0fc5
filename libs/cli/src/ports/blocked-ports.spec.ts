import { BENCH_OFFSET, LARGEST_OFFSET, TEST_OFFSET } from '../stack/profile.js';
import { requireReachablePorts } from './blocked-ports.js';

describe(requireReachablePorts, () => {
  it.each([
    [2_000, /^TENFOLD_PORT_OFFSET=2000 gives the gateway port 10080, .*choose another offset, 2100/],
    [1_999, /quiz port 10080/],
    [997, /order-items's health port 10080/],
    [990, /prometheus port 10080/],
    [1_790, /NATS's monitoring port 10080/],
  ])('should refuse the offset %d by the name of what would be out of reach', (offset, words) => {
    expect(() => requireReachablePorts(offset)).toThrow(words);
  });

  it('should suggest an offset that it takes', () => {
    for (let offset = 0; offset <= LARGEST_OFFSET; offset += 1) {
      try {
        requireReachablePorts(offset);
      } catch {
        requireReachablePorts(offset + 100);
      }
    }
  });

  it('should find the stacks of test and bench within reach at every offset', () => {
    for (let offset = 0; offset <= LARGEST_OFFSET; offset += 1) {
      for (const distance of [TEST_OFFSET, BENCH_OFFSET]) requireReachablePorts(offset + distance);
    }
  });

  // Redis and Postgres are not spoken to by fetch: 6390 + 276 is 6666, and 5501 + 499 is 6000.
  it.each([0, 100, 276, 499, 7_500, 10_000])('should take %d', (offset) => {
    requireReachablePorts(offset);
  });
});
