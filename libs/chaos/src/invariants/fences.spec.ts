import { checkFences } from './fences.js';

const fence = { from: 1_000, to: 1_900, ms: 800 };

describe(checkFences, () => {
  it('should allow failures of requests that met a fence', () => {
    const failures = [
      { from: 900, to: 1_001, status: 503 },
      { from: 1_899, to: 4_000, status: undefined },
    ];
    expect(checkFences([fence], failures)).toEqual([]);
  });

  it.each([
    ['before the fence', { from: 900, to: 1_000, status: 503 }],
    ['behind it', { from: 1_900, to: 1_901, status: 500 }],
    ['by silence', { from: 2_000, to: 17_000, status: undefined }],
  ])('should find a request that failed %s', (_what, failure) => {
    expect(checkFences([fence], [failure])).toHaveLength(1);
  });

  it('should find a fence of more than a second', () => {
    expect(checkFences([{ ...fence, ms: 1_001 }], [])).toHaveLength(1);
  });
});
