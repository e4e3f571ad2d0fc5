import { setTimeout as delay } from 'node:timers/promises';

/** Time that only goes forward; a test brings its own. */
export interface CacheClock {
  /** Milliseconds since some moment. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

export const MONOTONIC: CacheClock = {
  now: () => performance.now(),
  sleep: async (ms) => delay(ms),
};
