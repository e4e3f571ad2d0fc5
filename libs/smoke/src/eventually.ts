import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/**
 * Asks until the answer is the one that is waited for.
 * @param ask throws while it is not; the last reason is what the caller is told
 * @param signal the end of all patience
 */
export async function eventually<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let last: unknown;
  do {
    try {
      return await ask();
    } catch (error) {
      // What is cut off by the end says less than the failure before it.
      last = signal.aborted ? (last ?? error) : error;
    }
    await delay(POLL_MS, undefined, { signal }).catch(() => undefined);
  } while (!signal.aborted);
  throw last;
}
