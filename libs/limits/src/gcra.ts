import type { Rate } from '@tenfold/config';

/**
 * A rate as the generic cell rate algorithm counts it, in whole microseconds: one request takes `interval`, and the time that is
 * taken may run ahead of the clock by `depth`. All that is remembered of a caller is up to when time is taken: the theoretical
 * arrival time of his next request.
 */
export interface Gcra {
  readonly interval: number;
  readonly depth: number;
}

/** Rounded so that never more is let in than the rate says. */
export function gcraOf({ requests, windowMs, burst }: Rate): Gcra {
  const interval = Math.ceil((windowMs * 1_000) / requests);
  return { interval, depth: burst * interval };
}

/**
 * How long the caller would have to wait: above zero he is refused for so long, at zero and below he is let in and so much time is left.
 * Then time is taken up to `takenUntil`. What lies further ahead than a whole burst was counted by another rate or clock.
 */
export function waitOf({ interval, depth }: Gcra, taken: number, now: number): number {
  return Math.min(Math.max(taken, now), now + depth) + interval - depth - now;
}

/** Up to when time is taken once a request is in that had this wait. */
export function takenUntil({ depth }: Gcra, wait: number, now: number): number {
  return now + depth + wait;
}

/** A batch is at most this share of what is left: so what is lost with one is little, and the last requests are counted one by one. */
export const BATCH_SHARE = 16;

/** So many of the wanted requests are counted at once for who has that wait; none for who is refused. */
export function grantOf({ interval }: Gcra, wait: number, wanted: number): number {
  if (wait > 0) return 0;
  const left = Math.floor(-wait / interval) + 1;
  return Math.max(1, Math.min(wanted, Math.floor(left / BATCH_SHARE)));
}

/**
 * The same in Redis, in one step for all processes: KEYS the caller; ARGV interval, depth, how many requests are wanted, and what the
 * clock wants. It answers the wait of the first of them, and how many it has counted.
 * @param clock Lua that defines `now`
 */
export function gcraScript(clock: string): string {
  // A key stays a second longer than it counts: so a test may turn the clock and Redis does not.
  return `
    ${clock}
    local interval, depth, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
    local taken = tonumber(redis.call('GET', KEYS[1]) or '') or now
    local wait = math.min(math.max(taken, now), now + depth) + interval - depth - now
    if wait > 0 then return {wait, 0} end
    local left = math.floor(-wait / interval) + 1
    local granted = math.max(1, math.min(wanted, math.floor(left / ${BATCH_SHARE})))
    local last = wait + (granted - 1) * interval
    local ms = math.ceil((depth + last) / 1000) + 1000
    redis.call('SET', KEYS[1], string.format('%.0f', now + depth + last), 'PX', ms)
    return {wait, granted}`;
}

/** One clock for all processes. */
export const SERVER_CLOCK = `
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]`;
