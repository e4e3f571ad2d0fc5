/**
 * Work that repeats is done at moments that all of a process's have in common, multiples of its period since the process began: it wakes
 * up once for all of it, and a lease that is asked for serves all of it. Processes began at different times, so they do not meet.
 * @returns milliseconds until the next one; never so few that a timer which came early asks again for the same one
 */
export function untilCommonMoment(everyMs: number, now = performance.now()): number {
  const left = everyMs - (now % everyMs);
  return left < Math.min(5, everyMs / 10) ? left + everyMs : left;
}
