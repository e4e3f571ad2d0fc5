export type Step = <T>(name: string, work: () => Promise<T>) => Promise<T>;
export type Journey = (step: Step) => Promise<void>;

/** Runs steps, tells each one as it ends, and counts. */
export class Report {
  private passed = 0;
  private failed = 0;

  constructor(
    private readonly write: (line: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A step builds on the one before, so a failure ends its journey; the next journey begins all the same. */
  async run(name: string, journey: Journey): Promise<void> {
    const failedBefore = this.failed;
    try {
      await journey((what, work) => this.step(`${name}: ${what}`, work));
    } catch (error) {
      // Already told, unless it came from between the steps.
      if (this.failed === failedBefore) this.fail(name, error, 0);
    }
  }

  /** The last line, and the process's exit code. */
  end(): 0 | 1 {
    this.write(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0 && this.passed > 0 ? 0 : 1;
  }

  private async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const from = this.now();
    try {
      const result = await work();
      this.passed += 1;
      this.tell('ok', name, this.now() - from);
      return result;
    } catch (error) {
      this.fail(name, error, this.now() - from);
      throw error;
    }
  }

  private fail(name: string, error: unknown, ms: number): void {
    this.failed += 1;
    this.tell('FAILED', name, ms);
    this.write(`  ${error instanceof Error ? error.message : String(error)}`);
  }

  private tell(verdict: string, name: string, ms: number): void {
    this.write(`${verdict.padEnd(6)} ${name} (${Math.round(ms)} ms)`);
  }
}
