import type { CacheClock } from '@tenfold/cache';

/**
 * Local lifetimes end when a test says so, not while a busy machine is at it. It is far behind the clock of the lane, which therefore
 * keeps nothing.
 */
export class StandingClock implements CacheClock {
  private time = -1e9;

  now(): number {
    return this.time;
  }

  pass(ms: number): void {
    this.time += ms;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
