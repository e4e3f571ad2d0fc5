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
  it.each([
    ['the first', -9.9 * SECOND, '"anonymous";r=99;t=1'],
    ['the one after a while', -5.05 * SECOND, '"anonymous";r=50;t=5'],
    ['the last', 0, '"anonymous";r=0;t=10'],
    ['one too many', 0.1 * SECOND, '"anonymous";r=0;t=1'],
  ])('should say after %s request what is left, and until when', (_which, wait, header) => {
    expect(rateLimit(policy, wait)).toBe(header);
  });
});

describe(retryAfter, () => {
  it('should never be too early', () => {
    expect([1, SECOND, SECOND + 1].map(retryAfter)).toEqual(['1', '1', '2']);
  });
});
