import { performance } from 'node:perf_hooks';

/** Milliseconds since the event loop began to turn. */
export interface LoopTime {
  readonly idle: number;
  readonly active: number;
}

const WINDOW_MS = 10_000;

/**
 * How busy the event loop was of late. The window is the process's own: one that began with the last question would be cut short by
 * every second who asks.
 */
export class RollingUtilization {
  private samples: LoopTime[] = [];

  constructor(private readonly read: () => LoopTime = () => performance.eventLoopUtilization()) {
    this.sample();
  }

  /** To be called every second or so; a loop that is held up does it later, and the window becomes longer by that. */
  sample(): void {
    const now = this.read();
    this.samples.push(now);
    // The first one is the youngest that is as old as the window.
    const begin = this.samples.findLastIndex((sample) => elapsed(sample, now) >= WINDOW_MS);
    if (begin > 0) this.samples = this.samples.slice(begin);
  }

  get ratio(): number {
    const now = this.read();
    const begin = this.samples[0] ?? now;
    const time = elapsed(begin, now);
    return time === 0 ? 0 : (now.active - begin.active) / time;
  }
}

function elapsed(from: LoopTime, to: LoopTime): number {
  return to.idle + to.active - from.idle - from.active;
}
