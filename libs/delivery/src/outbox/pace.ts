import { untilCommonMoment } from '@tenfold/database';

export interface PaceTimes {
  /** After something was found, or announced. */
  readonly firstMs: number;
  /** The longest pause. */
  readonly restMs: number;
}

/** When a loop looks again: soon after it was woken, and less and less often while it finds nothing. */
export class Pace {
  private fruitless = 0;
  private timer: NodeJS.Timeout | undefined;
  private end: (() => void) | undefined;
  private endsAt = 0;
  private stopped = false;

  constructor(private readonly times: PaceTimes) {}

  /** Each pause is twice as long as the one before. @param atMostMs what is known to be coming by then */
  pause(atMostMs = Infinity): Promise<void> {
    const { firstMs, restMs } = this.times;
    const growing = firstMs * 2 ** this.fruitless;
    const ms = Math.min(growing < restMs ? growing : untilCommonMoment(restMs), atMostMs);
    this.fruitless = Math.min(this.fruitless + 1, 20);
    return new Promise((resolve) => {
      if (this.stopped) return resolve();
      this.end = resolve;
      this.ringIn(ms);
    });
  }

  /** Something was found: where that was there is more, and no pause before it. */
  found(): void {
    this.fruitless = 0;
  }

  /** Something is coming. A pause that is under way is cut short, and not to nothing: who wakes often would have it look each time. */
  wake(): void {
    this.fruitless = 0;
    const { firstMs } = this.times;
    if (this.end !== undefined && this.endsAt - performance.now() > firstMs) this.ringIn(firstMs);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.end?.();
  }

  private ringIn(ms: number): void {
    clearTimeout(this.timer);
    this.endsAt = performance.now() + ms;
    this.timer = setTimeout(() => {
      const { end } = this;
      this.end = undefined;
      end?.();
    }, ms);
  }
}
