import type { Sample } from './open-loop.js';

/** What came of the requests of some time. */
export class Summary {
  private readonly latencies: number[] = [];
  private readonly statuses = new Map<number, number>();
  private skips = 0;

  add({ latencyMs, status }: Sample): void {
    this.latencies.push(latencyMs);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  skip(): void {
    this.skips++;
  }

  get count(): number {
    return this.latencies.length;
  }

  get skipped(): number {
    return this.skips;
  }

  /** Every answer that is not 2xx, by its status; what was not answered as 0. */
  get failures(): readonly (readonly [number, number])[] {
    return [...this.statuses].filter(([status]) => status < 200 || status > 299).sort(([a], [b]) => a - b);
  }

  /** The latency that this part of all requests did not exceed (nearest rank), in milliseconds. */
  percentiles(parts: readonly number[]): readonly number[] {
    const sorted = Float64Array.from(this.latencies).sort();
    return parts.map((part) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN);
  }
}

export function failuresOf(summary: Summary): string {
  const parts = summary.failures.map(
    ([status, count]) => `${count} × ${status === 0 ? 'no answer' : status}`,
  );
  const skipped = summary.skipped === 0 ? [] : [`${summary.skipped} not sent`];
  return [...parts, ...skipped].join(', ') || '-';
}

export function milliseconds(value: number): string {
  if (Number.isNaN(value)) return '-';
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
