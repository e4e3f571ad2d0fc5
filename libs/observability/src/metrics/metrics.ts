import { Counter, Gauge, Registry, type Metric } from 'prom-client';
import { CountedHistogram } from './counted-histogram.js';
import {
  METRICS,
  type LabelOf,
  type LabelsOf,
  type MetricDefinition,
  type MetricName,
} from './definitions.js';

/** A number, or one for each combination of labels where there are labels. */
export type Reading<Name extends MetricName> = [LabelOf<Name>] extends [never]
  ? number
  : readonly (readonly [labels: LabelsOf<Name>, value: number])[];

/**
 * The metrics of one application. Counters and gauges are read when somebody asks for them, from whatever keeps the number anyway;
 * only histograms are told.
 */
export class Metrics {
  private readonly registry = new Registry();

  readonly contentType = this.registry.contentType;

  /** @param read the total since the process began */
  counter<Name extends MetricName<'counter'>>(name: Name, read: () => Reading<Name>): void {
    const counter: Counter = new Counter({
      ...this.configuration(name),
      collect: () => {
        counter.reset();
        for (const [labels, value] of pairs(read())) counter.inc(labels, value);
      },
    });
  }

  gauge<Name extends MetricName<'gauge'>>(name: Name, read: () => Reading<Name>): void {
    const gauge: Gauge = new Gauge({
      ...this.configuration(name),
      collect: () => {
        gauge.reset();
        for (const [labels, value] of pairs(read())) gauge.set(labels, value);
      },
    });
  }

  histogram<Name extends MetricName<'histogram'>>(name: Name): CountedHistogram<LabelOf<Name>> {
    const histogram = new CountedHistogram<LabelOf<Name>>(name, METRICS[name]);
    // It asks no more of a metric than its name and `get`.
    this.registry.registerMetric(histogram as unknown as Metric);
    return histogram;
  }

  /** All of them, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  private configuration(name: MetricName): {
    name: string;
    help: string;
    labelNames: readonly string[];
    registers: Registry[];
  } {
    const { help, labels }: MetricDefinition = METRICS[name];
    return { name, help, labelNames: labels, registers: [this.registry] };
  }
}

type Pair = readonly [labels: Readonly<Record<string, string>>, value: number];

function pairs(reading: number | readonly Pair[]): readonly Pair[] {
  return typeof reading === 'number' ? [[{}, reading]] : reading;
}
