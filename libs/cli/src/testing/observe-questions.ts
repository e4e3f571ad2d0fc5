import { alertQueries, panelQueries } from '@tenfold/dashboards';

/** What Prometheus is asked, and where it stands. */
export interface Question {
  readonly place: string;
  readonly query: string;
  /** Otherwise it only has to be one that Prometheus understands. */
  readonly needsData: boolean;
}

/** Everything that a dashboard shows and an alert looks at. What only a cluster tells, or nobody has done yet, may have no answer. */
export function questions(): readonly Question[] {
  const panels = panelQueries().map(({ dashboard, panel, expr, needsCluster, mayBeEmpty }) => ({
    place: `${dashboard}, ${panel}`,
    query: expr,
    needsData: !needsCluster && !mayBeEmpty,
  }));
  const rules = alertQueries().flatMap(({ group, rule, kind, expr, signals, needsCluster }) => [
    { place: `${kind} ${rule} of ${group}`, query: expr, needsData: false },
    ...signals.map((query) => ({
      place: `${kind} ${rule} of ${group}, without its comparison`,
      query,
      needsData: !needsCluster,
    })),
  ]);
  return [...panels, ...rules];
}
