/** A request that came to nothing, by an answer from 500 up or by none. */
export interface Failure {
  readonly from: number;
  readonly to: number;
  readonly status: number | undefined;
}

/** What the clients of a run have seen. Trouble is counted, not judged: the promise is about what was acknowledged. */
export class Statistics {
  requests = 0;
  acked = 0;
  lost = 0;
  readonly refused = new Map<string, number>();
  readonly failures: Failure[] = [];
  longestGapMs = 0;
  private lastAckAt: number | undefined;

  constructor(private readonly now: () => number = () => performance.now()) {}

  ack(): void {
    const now = this.now();
    this.acked += 1;
    if (this.lastAckAt !== undefined) this.longestGapMs = Math.max(this.longestGapMs, now - this.lastAckAt);
    this.lastAckAt = now;
  }

  lose(from: number): void {
    this.lost += 1;
    this.failures.push({ from, to: this.now(), status: undefined });
  }

  refuse(status: number, code: string, from: number): void {
    if (status >= 500) this.failures.push({ from, to: this.now(), status });
    const name = `${status} ${code}`;
    this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
  }

  /** While nobody asks, nobody is answered: a pause is no gap. */
  pause(): void {
    this.lastAckAt = undefined;
  }

  /** Of all answers, those with a status from 500 up. */
  get serverErrors(): number {
    return [...this.refused].reduce((sum, [name, count]) => sum + (name >= '5' ? count : 0), 0);
  }
}
