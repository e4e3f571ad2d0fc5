import { slowShareOf, type Sample } from './speed-probes.js';

const samples = (took: readonly number[], from = 0): Sample[] =>
  took.map((each, index) => ({ at: from + index, took: each }));

describe(slowShareOf, () => {
  it('should be the share of samples of the block that took a quarter longer than is usual', () => {
    const all = [...samples([1, 1, 1, 1, 1, 1]), ...samples([1, 1.2, 1.3, 2], 100)];
    expect(slowShareOf(all, 100, 200)).toBe(0.5);
  });

  it('should take for usual what is usual now, and not what was a minute ago', () => {
    const all = [...samples(Array.from({ length: 50 }, () => 1)), ...samples([2, 2, 2, 2], 60_000)];
    expect(slowShareOf(all, 60_000, 60_010)).toBe(0);
  });

  it('should be no number where there are no samples of the block', () => {
    expect(slowShareOf(samples([1, 1, 1]), 50, 100)).toBeNaN();
  });
});
