const WINDOW_MS = 1_000;

/**
 * Chooses which of many equal requests get a line: all of them while they are few, else evenly one in so many, that there are about
 * as many lines a second as wanted. A burst doubles the distance each time that the number is reached, so it gets a few times as many.
 */
export class LineSampler {
  /** Since the last line, the present request included. */
  private passed = 0;
  private every = 1;
  private seen = 0;
  private written = 0;

  /** @param since the time, in milliseconds from any moment */
  constructor(
    private readonly perSecond: number,
    private since: number,
  ) {}

  /** @returns for how many requests the line of this one stands; 0: it has none. They add up to all up to the last line. */
  weigh(now: number): number {
    const elapsed = now - this.since;
    if (elapsed >= WINDOW_MS) this.turn(now, elapsed);
    this.seen += 1;
    this.passed += 1;
    if (this.passed < this.every) return 0;
    const weight = this.passed;
    this.passed = 0;
    this.written += 1;
    if (this.written % this.perSecond === 0) this.every *= 2;
    return weight;
  }

  private turn(now: number, elapsed: number): void {
    this.every = Math.max(1, Math.round((this.seen * WINDOW_MS) / elapsed / this.perSecond));
    this.since = now;
    this.seen = 0;
    this.written = 0;
  }
}
