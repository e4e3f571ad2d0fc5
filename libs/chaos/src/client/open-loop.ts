import type { HttpAnswer } from './http.js';
import { Pace } from './pace.js';

export interface Sample {
  /** When it was due: a stall of this very process must not move it into another phase. */
  readonly startedAt: number;
  readonly ms: number;
  /** Undefined when no complete answer came in time. */
  readonly status: number | undefined;
  readonly retryAfter: boolean;
}

/** Sends at a fixed rate: a closed loop would make the goodput of a slow server look better than it is. */
export class OpenLoop {
  readonly samples: Sample[] = [];
  private readonly pace: Pace;

  constructor(
    perSecond: number,
    limit: number,
    private readonly request: () => Promise<HttpAnswer | undefined>,
  ) {
    this.pace = new Pace(
      perSecond,
      limit,
      (_n, due) => this.send(due),
      // No room is no answer: whoever would have asked now is not served.
      (_n, due) => this.samples.push({ startedAt: due, ms: 0, status: undefined, retryAfter: false }),
    );
  }

  start(): void {
    this.pace.start();
  }

  stop(): Promise<void> {
    return this.pace.stop();
  }

  private async send(startedAt: number): Promise<void> {
    const sentAt = performance.now();
    const answer = await this.request();
    const ms = performance.now() - sentAt;
    const retryAfter = answer?.headers.has('retry-after') ?? false;
    this.samples.push({ startedAt, ms, status: answer?.status, retryAfter });
  }
}
