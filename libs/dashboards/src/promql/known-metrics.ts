import { METRICS, type MetricDefinition } from '@tenfold/observability';
import { ALERT_GROUPS } from '../alerts/index.js';
import { EXTERNAL_METRICS } from './external-metrics.js';

export interface KnownMetric {
  readonly source: 'registry' | 'recorded' | 'chart' | 'external';
  readonly counts: boolean;
  readonly labels: readonly string[];
}

/** What each scraped series has besides its own labels. */
const TARGET_LABELS = ['namespace', 'job', 'instance', 'pod', 'service'];

/** Recorded by the charts' own templates, from their values: `service.prometheusRule`, `tenfold.connectionBudget`. */
const CHART_RULES = [
  'tenfold:rps:sum',
  'tenfold:elu:avg',
  'tenfold:inflight:sum',
  'tenfold:p95:seconds',
  'tenfold:inflight:guarded',
  'tenfold:p95:guarded',
  'tenfold:connection_budget:max',
];

/** Every name that a panel, a rule or an alert may ask for. */
export function knownMetrics(): ReadonlyMap<string, KnownMetric> {
  const registry = Object.entries<MetricDefinition>(METRICS).flatMap(([name, metric]) =>
    series(name, metric),
  );
  const recorded = ALERT_GROUPS.flatMap(({ rules }) => rules).flatMap(({ record }) =>
    record === undefined ? [] : [known(record, 'recorded', [...TARGET_LABELS, 'slo'])],
  );
  const chart = CHART_RULES.map((name) => known(name, 'chart', TARGET_LABELS));
  const external = Object.entries(EXTERNAL_METRICS).map(([name, { labels }]) =>
    known(name, 'external', [...TARGET_LABELS, ...labels]),
  );
  return new Map([...registry, ...recorded, ...chart, ...external]);
}

/** What only a cluster has: exported by its parts, or recorded by rules that need the Prometheus Operator. */
export const CLUSTER_METRICS: ReadonlySet<string> = new Set([
  ...CHART_RULES,
  ...Object.keys(EXTERNAL_METRICS).filter((name) => !['up', 'ALERTS'].includes(name)),
]);

type Entry = readonly [name: string, metric: KnownMetric];

function series(name: string, { type, labels }: MetricDefinition): Entry[] {
  const own = [...TARGET_LABELS, ...labels];
  if (type !== 'histogram') return [[name, { source: 'registry', counts: type === 'counter', labels: own }]];
  return ['_count', '_sum', '_bucket'].map((suffix) => [
    `${name}${suffix}`,
    { source: 'registry', counts: true, labels: suffix === '_bucket' ? [...own, 'le'] : own },
  ]);
}

function known(name: string, source: KnownMetric['source'], labels: readonly string[]): Entry {
  return [name, { source, counts: false, labels }];
}
