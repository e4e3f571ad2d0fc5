import { setTimeout as delay } from 'node:timers/promises';

/**
 * Begins something at a fixed rate, whether or not what was begun before has ended, as people do: whoever waits for answers asks
 * less of a slow server. Bounded, so that a dead server does not gather work without end.
 */
export class Pace {
  /** What has not ended, and when it was due. */
  private readonly open = new Map<Promise<void>, number>();
  private readonly errors: unknown[] = [];
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  /** @param begin gets the number of what is begun, and when it was due; @param skip is called where there is no room for it */
  constructor(
    private readonly perSecond: number,
    private readonly limit: number,
    private readonly begin: (n: number, due: number) => Promise<void>,
    private readonly skip: (n: number, due: number) => void,
  ) {}

  start(): void {
    this.stopped = false;
    this.running = this.run();
  }

  /** Ends when all that was begun has ended; throws what was thrown first. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.open.keys());
    if (this.errors.length > 0) throw this.errors[0];
  }

  /** Whether something that was due before this time has not ended. */
  isBusySince(time: number): boolean {
    return [...this.open.values()].some((due) => due < time);
  }

  private async run(): Promise<void> {
    const begun = performance.now();
    for (let n = 0; !this.stopped; n++) {
      const due = begun + (n * 1_000) / this.perSecond;
      const wait = due - performance.now();
      if (wait > 0) await delay(wait);
      this.beginOne(n, due);
    }
  }

  private beginOne(n: number, due: number): void {
    if (this.open.size >= this.limit) {
      this.skip(n, due);
      return;
    }
    const work = this.begin(n, due)
      .catch((error: unknown) => void this.errors.push(error))
      .finally(() => this.open.delete(work));
    this.open.set(work, due);
  }
}
