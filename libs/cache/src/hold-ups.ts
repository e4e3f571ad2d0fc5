/** A timer may be so late without anything being wrong. */
const LATE_MS = 10;

/**
 * Tells a server that is silent from a process that was held up (paused, or busy for long): its timers go off before it has looked at
 * what came meanwhile, and an answer that was there in time looks like one that never came.
 */
export class HoldUps {
  private heldUpAt = -Infinity;
  private answeredAt = 0;

  /** @param timeoutMs how long an answer is waited for */
  constructor(
    private readonly timeoutMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  answered(): void {
    this.answeredAt = this.now();
  }

  /**
   * Whether a command without an answer says nothing about the server. Of one hold-up that holds for all that were under way, and of the
   * next only if something was answered in between: who is late all the time would wait for a dead server for ever.
   * @param began when it was sent
   */
  explain(began: number): boolean {
    const now = this.now();
    if (now - began < this.timeoutMs + LATE_MS) return false;
    if (began < this.heldUpAt) return true;
    if (this.answeredAt <= this.heldUpAt) return false;
    this.heldUpAt = now;
    return true;
  }
}
