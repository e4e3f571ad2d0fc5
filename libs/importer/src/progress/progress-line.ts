/** Where progress is written: a terminal or a log. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressState {
  /** From 0 to 1, or null when nobody knows. */
  readonly share: number | null;
  readonly text: string;
}

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 5_000;
const BAR_CELLS = 24;

/** A bar on one line of a terminal; in a log, a line now and then. */
export class ProgressLine {
  private last = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly label: string,
    private readonly output: ProgressOutput,
    private readonly now: () => number = Date.now,
  ) {}

  update(state: ProgressState): void {
    const interval = this.output.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS;
    if (this.now() - this.last < interval) return;
    this.last = this.now();
    this.print(state);
  }

  end(state: ProgressState): void {
    this.print(state);
    if (this.output.isTTY) this.output.write('\n');
  }

  private print({ share, text }: ProgressState): void {
    const percent = share === null ? '' : `${Math.floor(share * 100)}`.padStart(3) + ' % ';
    if (!this.output.isTTY) {
      this.output.write(`${this.label}: ${percent}${text}\n`);
      return;
    }
    const full = share === null ? 0 : Math.round(share * BAR_CELLS);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_CELLS - full)}`;
    const line = `${this.label} ${bar} ${percent}${text}`.slice(0, (this.output.columns ?? 100) - 1);
    this.output.write(`\r${line}\u001b[K`);
  }
}
