import type { MetricDefinition } from './definitions.js';
import type { Exemplar } from './exemplar.js';

interface ExportedValue {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

/** More combinations of labels than any process of ours has. What comes after them is counted together. */
const MOST_SERIES = 2_000;
const OTHER = '_OTHER';

/** One combination of labels. Whoever observes often holds it. */
export class HistogramSeries {
  /** A number for each bound, one for what lies above all of them, and the sum: a field would be a new object for each sum. */
  private readonly cells: Float64Array;
  /** The last of each bucket. */
  private exemplars: (Exemplar | undefined)[] | undefined;

  constructor(
    readonly labels: Readonly<Record<string, string>>,
    private readonly bounds: readonly number[],
  ) {
    this.cells = new Float64Array(bounds.length + 2);
  }

  /** @param traceId of what was observed, where there is one to look at */
  observe(value: number, traceId?: string): void {
    const { bounds, cells } = this;
    let at = 0;
    while (value > (bounds[at] ?? Infinity)) at += 1;
    cells[at] = this.cell(at) + 1;
    cells[bounds.length + 1] = this.cell(bounds.length + 1) + value;
    if (traceId === undefined) return;
    this.exemplars ??= [];
    this.exemplars[at] = { labelSet: { trace_id: traceId }, value, timestamp: Date.now() / 1e3 };
  }

  /** As Prometheus reads it: each bucket counts what the ones before it count. */
  values(name: string): ExportedValue[] {
    const { labels, bounds } = this;
    let count = 0;
    const buckets = [...bounds, '+Inf'].map((le, at) => {
      count += this.cell(at);
      const exemplar = this.exemplars?.[at];
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count, exemplar };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.cell(bounds.length + 1) },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }

  private cell(at: number): number {
    return this.cells[at] ?? 0;
  }
}

/**
 * A histogram that counts by itself and is only read by the registry: prom-client's own builds and hashes a set of labels for each
 * observation, which takes more than 0.4 µs where this takes 0.03.
 */
export class CountedHistogram<Label extends string = string> {
  private readonly series: HistogramSeries[] = [];
  private readonly known = new Map<string, HistogramSeries>();

  constructor(
    readonly name: string,
    private readonly definition: MetricDefinition,
  ) {}

  /** Adds a series, once for each combination of labels. */
  add(labels: Readonly<Record<Label, string>>): HistogramSeries {
    const series = new HistogramSeries(labels, this.definition.buckets ?? []);
    this.series.push(series);
    return series;
  }

  /**
   * The series of these values, made when it is first asked for.
   * @param values in the order in which the labels are declared; an empty one is a label that is not there
   */
  of(...values: string[]): HistogramSeries {
    const key = values.join('\n');
    let series = this.known.get(key);
    if (series !== undefined) return series;
    const full = this.known.size >= MOST_SERIES;
    if (full && values[0] !== OTHER) return this.of(...values.map(() => OTHER));
    const labels = this.definition.labels.map((label, at) => [label, values[at] ?? '']);
    series = this.add(Object.fromEntries(labels) as Record<Label, string>);
    this.known.set(key, series);
    return series;
  }

  /** For the registry. */
  async get(): Promise<object> {
    const { name, series } = this;
    const { help, type } = this.definition;
    return { name, help, type, values: series.flatMap((each) => each.values(name)), aggregator: 'sum' };
  }
}
