import { Counter, Gauge, Registry, type Metric, type OpenMetricsContentType } from 'prom-client';
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

export interface Page {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of one application. Counters and gauges are read when somebody asks for them, from whatever keeps the number anyway;
 * only histograms are told.
 */
export class Metrics {
  private readonly plain = new Registry();
  private readonly open = new Registry<OpenMetricsContentType>();

  constructor() {
    this.open.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  }

  /** @param read the total since the process began */
  counter<Name extends MetricName<'counter'>>(name: Name, read: () => Reading<Name>): void {
    const counter: Counter = new Counter({
      ...configuration(name),
      collect: () => {
        counter.reset();
        for (const [labels, value] of pairs(read())) counter.inc(labels, value);
      },
    });
    this.plain.registerMetric(counter);
    this.open.registerMetric(withoutTotal(name, counter));
  }

  /** @param read undefined while nobody knows; then nothing is shown */
  gauge<Name extends MetricName<'gauge'>>(name: Name, read: () => Reading<Name> | undefined): void {
    const gauge: Gauge = new Gauge({
      ...configuration(name),
      collect: () => {
        gauge.reset();
        const reading = read();
        if (reading === undefined) gauge.remove({});
        else for (const [labels, value] of pairs(reading)) gauge.set(labels, value);
      },
    });
    this.register(gauge);
  }

  histogram<Name extends MetricName<'histogram'>>(name: Name): CountedHistogram<LabelOf<Name>> {
    const histogram = new CountedHistogram<LabelOf<Name>>(name, METRICS[name]);
    // They ask no more of a metric than its name and `get`.
    this.register(histogram as unknown as Metric);
    return histogram;
  }

  /** All of them, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.plain.metrics();
  }

  /** All of them, as the scraper likes to have them: in OpenMetrics, with exemplars, where its `Accept` names that. */
  async page(accept = ''): Promise<Page> {
    const registry = accept.includes('application/openmetrics-text') ? this.open : this.plain;
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  private register(metric: Metric): void {
    this.plain.registerMetric(metric);
    this.open.registerMetric(metric);
  }
}

/** In OpenMetrics a counter is called without the end of its samples; the registry cuts it off, in the metric itself. */
function withoutTotal(name: string, counter: Counter): Metric {
  const base = name.replace(/_total$/, '');
  const get = async () => ({ ...(await counter.get()), name: base });
  return { name: base, type: 'counter', get } as unknown as Metric;
}

function configuration(name: MetricName): {
  name: string;
  help: string;
  labelNames: readonly string[];
  registers: Registry[];
} {
  const { help, labels }: MetricDefinition = METRICS[name];
  return { name, help, labelNames: labels, registers: [] };
}

type Pair = readonly [labels: Readonly<Record<string, string>>, value: number];

function pairs(reading: number | readonly Pair[]): readonly Pair[] {
  return typeof reading === 'number' ? [[{}, reading]] : reading;
}
