import type { CacheClock } from '../clock.js';

/** Time that passes when a test says so. */
export class FakeClock implements CacheClock {
  private time = 0;
  private sleepers: { at: number; wake: () => void }[] = [];

  /** @param quiet settles once everybody has gone as far as he can */
  constructor(readonly quiet: () => Promise<void> = settled) {}

  now(): number {
    return this.time;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => this.sleepers.push({ at: this.time + ms, wake }));
  }

  /** Wakes whoever sleeps, in order and at his time, and lets him go on. */
  async pass(ms: number): Promise<void> {
    // Whoever is about to fall asleep is asleep before time goes on.
    await this.quiet();
    const end = this.time + ms;
    for (;;) {
      const next = this.sleepers.toSorted((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > end) break;
      this.sleepers = this.sleepers.filter((sleeper) => sleeper !== next);
      this.time = Math.max(this.time, next.at);
      next.wake();
      await this.quiet();
    }
    this.time = end;
    await this.quiet();
  }
}

/** After everything has gone as far as it can without new input. */
export async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}
