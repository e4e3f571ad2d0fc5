import { setTimeout as delay } from 'node:timers/promises';
import type { HttpAnswer } from './http.js';

export interface Sample {
  /** When it was due: a stall of this very process must not move it into another phase. */
  readonly startedAt: number;
  readonly ms: number;
  /** Undefined when no complete answer came in time. */
  readonly status: number | undefined;
  readonly retryAfter: boolean;
}

/**
 * Sends at a fixed rate whether or not answers come, as people do: a closed loop would ask less of a slow server, and make its
 * goodput look better than it is. Bounded, so that a dead server does not gather requests without end.
 */
export class OpenLoop {
  readonly samples: Sample[] = [];
  private readonly inFlight = new Set<Promise<void>>();
  private stopped = false;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly perSecond: number,
    private readonly limit: number,
    private readonly request: () => Promise<HttpAnswer | undefined>,
  ) {}

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
    await Promise.all(this.inFlight);
  }

  private async run(): Promise<void> {
    const begun = performance.now();
    for (let n = 0; !this.stopped; n++) {
      const due = begun + (n * 1_000) / this.perSecond;
      const wait = due - performance.now();
      if (wait > 0) await delay(wait);
      this.sendOne(due);
    }
  }

  private sendOne(startedAt: number): void {
    const sentAt = performance.now();
    // No room is no answer: whoever would have asked now is not served.
    if (this.inFlight.size >= this.limit) {
      this.samples.push({ startedAt, ms: 0, status: undefined, retryAfter: false });
      return;
    }
    const request = this.request().then((answer) => {
      this.inFlight.delete(request);
      const ms = performance.now() - sentAt;
      const retryAfter = answer?.headers.has('retry-after') ?? false;
      this.samples.push({ startedAt, ms, status: answer?.status, retryAfter });
    });
    this.inFlight.add(request);
  }
}
