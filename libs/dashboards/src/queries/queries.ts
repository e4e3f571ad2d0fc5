import type { MetricName } from '@tenfold/observability';

type Histogram = MetricName<'histogram'>;
type Counter = MetricName<'counter'> | `${Histogram}_${'count' | 'sum' | 'bucket'}`;
type Gauge = MetricName<'gauge'>;

/** What the viewer has selected; on every series of ours. */
export const SCOPE = 'namespace=~"$namespace", job=~"$job", instance=~"$instance"';

export interface Options {
  /** Labels that stay. */
  readonly by?: readonly string[];
  /** Matchers beyond the scope. */
  readonly where?: string;
}

export function series(metric: Counter | Gauge, where?: string): string {
  return `${metric}{${where === undefined ? SCOPE : `${SCOPE}, ${where}`}}`;
}

/** A second's worth of a counter. */
export function rate(counter: Counter, options: Options = {}): string {
  return aggregate('sum', `rate(${series(counter, options.where)}[$__rate_interval])`, options);
}

/** What a counter has gained in the time that is shown. */
export function gained(counter: Counter, options: Options = {}): string {
  return aggregate('sum', `increase(${series(counter, options.where)}[$__range])`, options);
}

/** In whose value that share of observations lies. */
export function quantile(share: number, histogram: Histogram, options: Options = {}): string {
  const by = ['le', ...(options.by ?? [])];
  return `histogram_quantile(${share}, ${rate(`${histogram}_bucket`, { ...options, by })})`;
}

export function total(gauge: Gauge, options: Options = {}): string {
  return aggregate('sum', series(gauge, options.where), options);
}

/** For what every process says of the same thing: the worst, or the highest. */
export function greatest(gauge: Gauge, options: Options = {}): string {
  return aggregate('max', series(gauge, options.where), options);
}

export function least(gauge: Gauge, options: Options = {}): string {
  return aggregate('min', series(gauge, options.where), options);
}

export function average(gauge: Gauge, options: Options = {}): string {
  return aggregate('avg', series(gauge, options.where), options);
}

/** Nothing where there is nothing to divide by, instead of NaN. */
export function ratio(part: string, whole: string): string {
  return `${part} / (${whole} > 0)`;
}

function aggregate(operator: string, inner: string, { by = [] }: Options): string {
  return by.length === 0 ? `${operator}(${inner})` : `${operator} by (${by.join(', ')}) (${inner})`;
}
