import { METRICS } from '@tenfold/observability';
import { alertQueries, panelQueries } from './listing.js';
import { EXTERNAL_METRICS } from './promql/external-metrics.js';
import { knownMetrics } from './promql/known-metrics.js';
import { groupingOf, selectorsOf } from './promql/selectors.js';
import { OBJECTIVES } from './slo.js';

const known = knownMetrics();
const queries = [
  ...panelQueries().map(({ dashboard, panel, expr }) => ({ place: `${dashboard}: ${panel}`, expr })),
  ...alertQueries().map(({ group, rule, expr }) => ({ place: `${group}: ${rule}`, expr })),
];
const selectors = queries.flatMap(({ place, expr }) =>
  selectorsOf(expr).map((selector) => ({ place, ...selector })),
);
/** The places where something does not hold. */
const where = (wrong: (selector: (typeof selectors)[number]) => boolean): string[] =>
  selectors.filter(wrong).map(({ place, metric }) => `${place}: ${metric}`);

describe('queries of panels, rules and alerts', () => {
  it('should name only metrics that somebody exports or records', () => {
    expect(where(({ metric }) => !known.has(metric))).toEqual([]);
  });

  it('should match only labels that the metric has', () => {
    expect(
      where(({ metric, labels }) =>
        labels.some((label) => known.get(metric)?.labels.includes(label) !== true),
      ),
    ).toEqual([]);
  });

  it.each(queries)('should group by labels that are there: $place', ({ expr }) => {
    const labels = selectorsOf(expr).flatMap(({ metric }) => known.get(metric)?.labels ?? []);
    expect(groupingOf(expr).filter((label) => !labels.includes(label))).toEqual([]);
  });

  it('should ask counters for their rate or their increase, and nothing else for it', () => {
    const counting = ({ within: [nearest] }: { within: readonly string[] }): boolean =>
      nearest === 'rate' || nearest === 'increase';
    expect(where((selector) => known.get(selector.metric)?.counts !== counting(selector))).toEqual([]);
  });

  it('should know no external metric that nobody asks for', () => {
    const asked = new Set(selectors.map(({ metric }) => metric));
    expect(Object.keys(EXTERNAL_METRICS).filter((name) => !asked.has(name))).toEqual([]);
  });

  it('should say which need a cluster', () => {
    const named = panelQueries().filter(({ needsCluster }) => needsCluster);
    expect(new Set(named.map(({ panel }) => panel))).toEqual(
      new Set(['Pods, as the autoscaler has them', 'Each metric against its target', 'Budget of a primary']),
    );
    expect(named.every(({ mayBeEmpty }) => mayBeEmpty)).toBe(true);
  });

  it('should leave no variable in', () => {
    expect(queries.filter(({ expr }) => expr.includes('$'))).toEqual([]);
  });
});

describe('objectives', () => {
  const bounds = METRICS.http_server_request_duration_seconds.buckets.map(String);

  it.each(OBJECTIVES)('should be measured at the bound of a bucket: $name', ({ bad }) => {
    if ('slowerThan' in bad) expect(bounds).toContain(bad.slowerThan);
    else expect(bad.matchers).toContain('5..');
  });
});
