/** Counts what is under way, admits no more than a limit, and tells when nothing is left. */
export class InFlight {
  private under = 0;
  /** What was not admitted, since the start. */
  refused = 0;
  private readonly waiters: (() => void)[] = [];

  constructor(private readonly limit: number) {}

  get count(): number {
    return this.under;
  }

  /** @returns false where as many are under way as may be */
  enter(): boolean {
    if (this.under >= this.limit) {
      this.refused += 1;
      return false;
    }
    this.under += 1;
    return true;
  }

  /** Once for each `enter` that was granted. */
  leave(): void {
    this.under -= 1;
    if (this.under === 0) for (const tell of this.waiters.splice(0)) tell();
  }

  /** Settles when nothing is under way. */
  async idle(): Promise<void> {
    if (this.under > 0) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }
}
