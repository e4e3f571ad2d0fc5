import { ALERT_GROUPS } from './alerts/index.js';
import { DASHBOARDS } from './dashboards/index.js';
import { CLUSTER_METRICS } from './promql/known-metrics.js';
import { selectorsOf } from './promql/selectors.js';
import { signalsOf } from './promql/signals.js';
import { substituted } from './promql/substituted.js';

interface Query {
  /** Grafana's variables replaced, so that any Prometheus answers it. */
  readonly expr: string;
  /** It asks for something that only a cluster has, such as kube-state-metrics. */
  readonly needsCluster: boolean;
  /** No answer is a good answer: all is well, or nobody has done anything yet. */
  readonly mayBeEmpty: boolean;
}

export interface PanelQuery extends Query {
  readonly dashboard: string;
  readonly panel: string;
}

export interface AlertQuery extends Query {
  readonly group: string;
  /** Name of the alert, or of what is recorded. */
  readonly rule: string;
  readonly kind: 'alert' | 'record';
  /** What it looks at: each has an answer also while all is well. */
  readonly signals: readonly string[];
}

/** Every question of every panel. */
export function panelQueries(): readonly PanelQuery[] {
  return DASHBOARDS.flatMap(({ uid, rows }) =>
    rows.flatMap(({ panels }) =>
      panels.flatMap(({ title, targets }) =>
        targets.map(({ expr, mayBeEmpty = false }) => ({
          dashboard: uid,
          panel: title,
          ...question(expr, mayBeEmpty),
        })),
      ),
    ),
  );
}

/** Every alert, and what is recorded for them. An alert has no answer while all is well. */
export function alertQueries(): readonly AlertQuery[] {
  return ALERT_GROUPS.flatMap(({ name, rules }) =>
    rules.map((rule) => ({
      group: name,
      rule: rule.alert ?? rule.record,
      kind: rule.alert === undefined ? ('record' as const) : ('alert' as const),
      signals: signalsOf(substituted(rule.expr)),
      ...question(rule.expr, true),
    })),
  );
}

function question(template: string, mayBeEmpty: boolean): Query {
  const expr = substituted(template);
  return {
    expr,
    needsCluster: selectorsOf(expr).some(({ metric }) => CLUSTER_METRICS.has(metric)),
    mayBeEmpty,
  };
}
