import fc from 'fast-check';
import { isPassing, parseRetryAfter, RETRY, retryDelay } from './retry-policy.js';

describe(retryDelay, () => {
  it('should double its limit up to the largest', () => {
    const policy = { ...RETRY, random: () => 1 };
    expect([1, 2, 3, 20].map((failures) => retryDelay(failures, null, policy))).toEqual([
      200, 400, 800, 10_000,
    ]);
  });

  it('should never be shorter than the server asked for, within reason', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 10 ** 9 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (failures, asked, random) => {
          const delay = retryDelay(failures, asked, { ...RETRY, random: () => random });
          expect(delay).toBeGreaterThanOrEqual(Math.min(asked, RETRY.maxRetryAfter));
          expect(delay).toBeLessThanOrEqual(RETRY.maxRetryAfter + RETRY.maxDelay);
        },
      ),
    );
  });
});

describe(parseRetryAfter, () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    ['3', 3_000],
    [' 0 ', 0],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5_000],
    ['Thu, 01 Jan 2015 00:00:05 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('should read %j', (header, delay) => {
    expect(parseRetryAfter(header, now)).toBe(delay);
  });
});

describe(isPassing, () => {
  it('should tell trouble that passes from refusals', () => {
    expect([429, 502, 503, 504, 500].every(isPassing)).toBe(true);
    expect([200, 400, 401, 404, 409, 413, 422].some(isPassing)).toBe(false);
  });
});
