/** How often and how patiently a request is sent again. Times are milliseconds. */
export interface RetryPolicy {
  readonly attempts: number;
  readonly baseDelay: number;
  readonly maxDelay: number;
  /** A server may ask for more patience than `maxDelay`, but not for an hour. */
  readonly maxRetryAfter: number;
  readonly random: () => number;
}

export const RETRY: RetryPolicy = {
  attempts: 10,
  baseDelay: 200,
  maxDelay: 10_000,
  maxRetryAfter: 60_000,
  random: Math.random,
};

/** Overload and trouble that passes. Imports and quizzes carry a reference, so that repeating them is harmless. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** The pause before the next attempt (the first failure is 1): random up to a doubling limit, never below Retry-After. */
export function retryDelay(failures: number, retryAfter: number | null, policy: RetryPolicy): number {
  const limit = Math.min(policy.maxDelay, policy.baseDelay * 2 ** (failures - 1));
  const asked = Math.min(retryAfter ?? 0, policy.maxRetryAfter);
  return Math.round(asked + policy.random() * limit);
}

/** Retry-After in its two forms, seconds and a date, as milliseconds; null when there is none. */
export function parseRetryAfter(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}
