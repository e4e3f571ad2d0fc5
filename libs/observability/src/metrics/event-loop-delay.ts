import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * A stall is seen but for this long: 100 ms at 100 ms would often not be seen at all. Each sample wakes the process: at 20 ms that alone was
 * 0.2 % of a core at rest, for the two histograms.
 */
const RESOLUTION_MS = 40;

/** Of what is asked for every 15 s nothing is lost. */
export const DELAY_WINDOW_MS = 15_000;

/**
 * How late timers come, over the last one to two windows: two histograms are emptied by turns, and the older one is read. One that is
 * emptied by whoever reads it would show two readers half of it each.
 */
export class EventLoopDelay {
  private older = monitor();
  private younger = monitor();

  /** To be called once a window. */
  turn(): void {
    this.older.reset();
    [this.older, this.younger] = [this.younger, this.older];
  }

  /** @returns seconds */
  percentile(percent: number): number {
    return this.older.count === 0 ? 0 : beyondInterval(this.older.percentile(percent));
  }

  get max(): number {
    return beyondInterval(this.older.max);
  }

  close(): void {
    this.older.disable();
    this.younger.disable();
  }
}

function monitor(): ReturnType<typeof monitorEventLoopDelay> {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return histogram;
}

/** What Node records is the time between two timers, the interval that was asked for included. */
function beyondInterval(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3);
}
