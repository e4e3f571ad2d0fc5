import type { Rate } from '@tenfold/config';
import { gcraOf, type Gcra } from './gcra.js';

// The one place that knows draft-ietf-httpapi-ratelimit-headers (10): lists of strings with parameters, RFC 9651.

export type LimitName = 'anonymous' | 'principal';

/** A rate under the name that clients see. */
export interface Policy {
  readonly name: LimitName;
  readonly rate: Rate;
  readonly gcra: Gcra;
}

export const policyOf = (name: LimitName, rate: Rate): Policy => ({ name, rate, gcra: gcraOf(rate) });

/** `RateLimit-Policy`: `q` requests in `w` seconds, which is a burst and the time in which it is there again. The same on all answers. */
export function rateLimitPolicy(policies: readonly Policy[]): string {
  return policies
    .map(({ name, rate, gcra }) => `"${name}";q=${rate.burst};w=${wholeSeconds(gcra.depth)}`)
    .join(', ');
}

/** `RateLimit`: `r` requests are left, and in `t` seconds there is one more. */
export function rateLimit({ name, gcra: { interval } }: Policy, wait: number): string {
  const left = wait > 0 ? 0 : Math.floor(-wait / interval);
  const oneMore = wait > 0 ? wait : (left + 1) * interval + wait;
  return `"${name}";r=${left};t=${wholeSeconds(oneMore)}`;
}

/** `Retry-After`, at which the caller is let in. */
export const retryAfter = (wait: number): string => String(wholeSeconds(wait));

const wholeSeconds = (micros: number): number => Math.ceil(micros / 1_000_000);
