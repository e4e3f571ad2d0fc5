import type { Chart } from './chart.js';
import { CHARTS } from './charts.js';
import type { Readings } from './service-window.js';

export interface Line {
  readonly name: string;
  /** One for each of the times; null where there was nothing. */
  readonly points: readonly (number | null)[];
}

export interface ChartData extends Pick<Chart, 'title' | 'unit' | 'tells'> {
  readonly group: string;
  readonly lines: readonly Line[];
}

/** A label with more values than anybody can tell apart is cut off here, and memory with it. */
const MOST_LINES = 24;

/** More lines than these are told apart only without those that were never anything but 0. */
const FEW_LINES = 6;

/** A short past of every chart, of bounded size. */
export class History {
  readonly times: number[] = [];
  private readonly rows = Object.entries(CHARTS).flatMap(([group, charts]) =>
    charts.map((chart) => ({ group, chart, lines: new Map<string, (number | null)[]>() })),
  );

  constructor(private readonly length: number) {}

  add(at: number, readings: Readings): void {
    this.times.push(at);
    for (const { chart, lines } of this.rows) {
      for (const points of lines.values()) points.push(null);
      for (const { labels, value } of chart.read(readings, chart.by)) {
        const names = chart.by.map((label) => labels[label] ?? '').filter((name) => name !== '');
        this.put(lines, names.join(' '), value);
      }
    }
    if (this.times.length > this.length) this.forgetOldest();
  }

  charts(): readonly ChartData[] {
    return this.rows
      .map(({ group, chart: { title, unit, tells }, lines }) => ({
        group,
        title,
        unit,
        tells,
        lines: [...lines]
          .filter(([, points]) => lines.size <= FEW_LINES || points.some((point) => (point ?? 0) !== 0))
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, points]) => ({ name, points })),
      }))
      .filter(({ lines }) => lines.length > 0);
  }

  private put(lines: Map<string, (number | null)[]>, name: string, value: number): void {
    const points = lines.get(name) ?? this.times.map(() => null);
    if (!Number.isFinite(value) || (!lines.has(name) && lines.size >= MOST_LINES)) return;
    points[this.times.length - 1] = value;
    lines.set(name, points);
  }

  private forgetOldest(): void {
    this.times.shift();
    for (const { lines } of this.rows) {
      for (const [name, points] of lines) {
        points.shift();
        if (points.every((point) => point === null)) lines.delete(name);
      }
    }
  }
}
