import { stringify } from 'yaml';
import { ALERT_GROUPS } from './alerts/index.js';
import type { Rule, RuleGroup } from './alerts/rule.js';
import { DASHBOARDS } from './dashboards/index.js';
import { renderDashboard } from './render-dashboard.js';

/** The pages of the alerts, wherever this repository is read. */
const RUNBOOKS = 'https://tenfold.dev/docs/runbooks';

/** What the umbrella chart brings; `path` is relative to the root of the repository. */
export function monitoringFiles(): readonly { readonly path: string; readonly content: string }[] {
  return [
    ...DASHBOARDS.map((dashboard) => ({
      path: `charts/tenfold/dashboards/${dashboard.uid}.json`,
      content: `${JSON.stringify(renderDashboard(dashboard), null, 2)}\n`,
    })),
    ...ALERT_GROUPS.map((group) => ({
      path: `charts/tenfold/alerts/${group.name}.yaml`,
      content: ruleFile(group),
    })),
  ];
}

/** A file that Prometheus itself can load, and that the chart puts into a PrometheusRule. */
function ruleFile({ name, rules }: RuleGroup): string {
  const text = stringify(
    { groups: [{ name: `tenfold-${name}`, rules: rules.map(written) }] },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
  return `# Generated from libs/dashboards/src/alerts/${name}.ts by \`node libs/codegen/dist/main.js\`.\n${text}`;
}

function written(rule: Rule): object {
  if (rule.alert === undefined) return { record: rule.record, labels: rule.labels, expr: rule.expr };
  const { alert, expr, severity, summary, description } = rule;
  return {
    alert,
    expr,
    for: rule.for,
    labels: { severity },
    annotations: { summary, description, runbook_url: `${RUNBOOKS}/${alert}.md` },
  };
}
