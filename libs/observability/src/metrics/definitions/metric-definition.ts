/** The services of the platform: those that a metric may belong to. */
export const SERVICES = ['quiz', 'orders', 'order-items'] as const;

/** What is counted or measured. A unit of measure is the last word of the name, but for `_total`. */
export type Unit = MeasuredUnit | CountedUnit;

export const MEASURED_UNITS = ['seconds', 'bytes', 'ratio', 'info', 'months', 'minor_units'] as const;

type MeasuredUnit = (typeof MEASURED_UNITS)[number];
type CountedUnit =
  | 'requests'
  | 'connections'
  | 'operations'
  | 'statements'
  | 'reads'
  | 'loads'
  | 'entries'
  | 'errors'
  | 'answers'
  | 'messages'
  | 'rows'
  | 'flag'
  | 'epoch'
  | 'orders'
  | 'lines'
  | 'attempts'
  | 'quizzes';

/** What a metric is before anybody counts anything. */
export interface MetricDefinition {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly unit: Unit;
  readonly help: string;
  /** Each has few values, and never an id. */
  readonly labels: readonly string[];
  /** Upper bounds, of histograms only. */
  readonly buckets?: readonly number[];
  /** Who exports it; every service unless told. */
  readonly services?: readonly (typeof SERVICES)[number][];
}

export type MetricDefinitions = Readonly<Record<string, MetricDefinition>>;
