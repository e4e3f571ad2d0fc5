import { isComplaint } from './database-errors.js';

/** Unanswered for so long, and the server is asked whether it is there. Together with the silence that it is then allowed: a second. */
export const SLOW_MS = 50;

/**
 * Those who wait for a server, to be let go when it is lost: a frozen one answers nothing and closes nothing. While nobody waits, it
 * costs nothing; while somebody waits for long, or has been told that a connection is gone, it calls for a question to the server.
 */
export class Waiting {
  /** In the order of their coming, with the time of it. */
  private readonly since = new Map<(error: Error) => void, number>();
  private timer: NodeJS.Timeout | undefined;

  /** @param onDoubt called again and again while the server leaves somebody without an answer, and when a connection has failed */
  constructor(private readonly onDoubt: () => void = () => undefined) {}

  /** Settles as the work does, or fails when everybody is let go before that. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.since.set(reject, performance.now());
      // One timer for all, which outlives the quick ones: a statement makes none of its own.
      this.timer ??= setTimeout(() => this.look(), SLOW_MS).unref();
      // Of work that was let go nobody hears any more, also when it fails.
      work
        .then(resolve, (error: unknown) => {
          if (!isComplaint(error)) this.onDoubt();
          reject(error as Error);
        })
        .finally(() => this.since.delete(reject));
    });
  }

  letGo(error: Error): void {
    for (const reject of this.since.keys()) reject(error);
  }

  private look(): void {
    this.timer = undefined;
    const [oldest] = this.since.values();
    if (oldest === undefined) return;
    if (performance.now() - oldest >= SLOW_MS) this.onDoubt();
    this.timer = setTimeout(() => this.look(), SLOW_MS).unref();
  }
}
