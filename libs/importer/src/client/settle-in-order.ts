/**
 * Work that finishes in any order and is settled in the order it was started: a checkpoint can only say "all up to
 * here". At most `limit` pieces run at a time, and a slow one holds back the settling of those after it, so the
 * number of finished pieces that wait is bounded as well.
 */
export class SettleInOrder<T> {
  private readonly running: Promise<T>[] = [];

  constructor(
    private readonly limit: number,
    private readonly settle: (result: T) => void,
  ) {}

  /** Waits for a free place, then starts the work. Rejects with the first failure. */
  async run(work: () => Promise<T>): Promise<void> {
    while (this.running.length >= this.limit) await this.settleOldest();
    const started = work();
    // Its failure is thrown when its turn comes, which may be later than the next tick.
    started.catch(() => undefined);
    this.running.push(started);
  }

  async finish(): Promise<void> {
    while (this.running.length > 0) await this.settleOldest();
  }

  private async settleOldest(): Promise<void> {
    const oldest = await this.running[0];
    void this.running.shift();
    this.settle(oldest as T);
  }
}
