import { policyOf, rateLimit, rateLimitPolicy, retryAfter } from './rate-limit-headers.js';

const policy = policyOf('anonymous', { requests: 600, windowMs: 60_000, burst: 100 });
const SECOND = 1_000_000;

describe(rateLimitPolicy, () => {
  it('should say how many may come at once, and when as many may come again', () => {
    const other = policyOf('principal', { requests: 7, windowMs: 1_000, burst: 3 });
    expect(rateLimitPolicy([policy, other])).toBe('"anonymous";q=100;w=10, "principal";q=3;w=1');
  });
});

describe(rateLimit, () => {
  const slow = policyOf('principal', { requests: 6, windowMs: 60_000, burst: 3 });

  it.each([
    ['the first', -20, '"principal";r=2;t=10'],
    ['the one after a while', -14.2, '"principal";r=1;t=6'],
    ['the last', 0, '"principal";r=0;t=10'],
    ['one too many', 3.5, '"principal";r=0;t=4'],
  ])('should say after %s request what is left, and when there is one more', (_which, seconds, header) => {
    expect(rateLimit(slow, seconds * SECOND)).toBe(header);
  });
});

describe(retryAfter, () => {
  it('should never be too early', () => {
    expect([1, SECOND, SECOND + 1].map(retryAfter)).toEqual(['1', '1', '2']);
  });
});
