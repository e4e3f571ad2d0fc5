import { DASHBOARDS } from './dashboards/index.js';
import { knownMetrics } from './promql/known-metrics.js';
import { selectorsOf } from './promql/selectors.js';
import { substituted } from './promql/substituted.js';
import { renderDashboard } from './render-dashboard.js';
import { DATASOURCE } from './variables.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: object;
  readonly fieldConfig: { readonly defaults: { readonly unit?: string } };
  readonly targets: readonly { readonly expr: string; readonly refId: string; readonly datasource: object }[];
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

interface Variable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly query: string | { readonly query: string };
  readonly refresh: number;
  readonly datasource?: object;
}

const rendered = DASHBOARDS.map((dashboard) => JSON.parse(JSON.stringify(renderDashboard(dashboard)))).map(
  (model: Record<string, unknown>) => ({
    model,
    uid: String(model['uid']),
    variables: (model['templating'] as { list: Variable[] }).list,
    all: model['panels'] as Panel[],
    panels: (model['panels'] as Panel[]).filter(({ type }) => type !== 'row'),
  }),
);
const known = knownMetrics();

/** What dashboard-linter asks of a dashboard, and what we ask besides. */
describe.each(rendered)('$uid', ({ model, uid, variables, all, panels }) => {
  it('should have an address that stays, a description, and links that keep what is selected', () => {
    expect(uid).toMatch(/^tenfold-[a-z]+$/);
    expect(model['description']).toMatch(/\.$/);
    expect(model['tags']).toEqual(['tenfold']);
    expect(model['links']).toEqual([
      expect.objectContaining({ tags: ['tenfold'], keepTime: true, includeVars: true }),
    ]);
  });

  it('should not be editable, as it comes from a file', () => {
    expect(model['editable']).toBe(false);
  });

  it('should have variables for data source, namespace, job and instance, read again with the time', () => {
    expect(variables.map(({ name }) => name)).toEqual(['datasource', 'namespace', 'job', 'instance']);
    for (const { type, label, query, refresh, datasource } of variables.slice(1)) {
      expect({ type, refresh, datasource }).toEqual({ type: 'query', refresh: 2, datasource: DATASOURCE });
      expect(label).not.toBe('');
      expect(JSON.stringify(query)).toContain('label_values(tenfold_build_info');
    }
  });

  it('should give every panel a title, a description, a unit and the data source', () => {
    for (const { title, description, fieldConfig, datasource } of panels) {
      expect(title).not.toBe('');
      expect([title, description]).toEqual([title, expect.stringMatching(/^.{20,}\.$/)]);
      expect([title, fieldConfig.defaults.unit]).toEqual([title, expect.stringMatching(/./)]);
      expect(datasource).toEqual(DATASOURCE);
    }
  });

  it('should have titles and ids that tell panels apart, and something in each', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    for (const { targets } of panels) {
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      expect(
        targets.every(({ datasource }) => JSON.stringify(datasource) === JSON.stringify(DATASOURCE)),
      ).toBe(true);
    }
  });

  it('should lay no panel over another, nor beyond the edge', () => {
    for (const { gridPos: a, title } of all) {
      expect(a.x + a.w).toBeLessThanOrEqual(24);
      const under = all.filter(
        ({ gridPos: b }) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      );
      expect(under.map((panel) => panel.title)).toEqual([title]);
    }
  });

  const targets = panels.flatMap(({ title, targets: list }) => list.map(({ expr }) => ({ title, expr })));

  it.each(targets)('should narrow every series of ours to what is selected: $title', ({ expr }) => {
    for (const { metric, labels } of selectorsOf(substituted(expr))) {
      const source = known.get(metric)?.source;
      if (source === 'registry')
        expect(labels).toEqual(expect.arrayContaining(['namespace', 'job', 'instance']));
      else if (metric !== 'ALERTS') expect(labels).toContain('namespace');
    }
  });

  it.each(targets)('should take rates over $__rate_interval: $title', ({ expr }) => {
    expect(expr).not.toMatch(/\brate\([^[]*\[(?!\$__rate_interval\])/);
    expect(expr).not.toMatch(/\bincrease\([^[]*\[(?!\$__range\])/);
  });
});
