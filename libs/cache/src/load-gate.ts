import { AppError } from '@tenfold/errors';

/** Lets so many pieces of work run at a time and so many more wait; the others are refused at once. */
export class LoadGate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly limit: number,
    private readonly room: number,
    private readonly onRefused: () => void = () => undefined,
  ) {}

  /** @throws AppError `dependency_unavailable` when everything is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.limit) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      // The place is handed on, so that nobody slips in between.
      const next = this.waiting.shift();
      if (next === undefined) this.running -= 1;
      else next();
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.room) {
      this.onRefused();
      const cause = new Error('the cache is away, and too many loads are waiting');
      throw new AppError('dependency_unavailable', { headers: { 'retry-after': '1' }, cause });
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
