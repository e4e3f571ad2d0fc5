import { METRICS, type MetricDefinition } from '@tenfold/observability';
import type { GeneratedFile } from './generated-file.js';

/** The page of all metrics: one heading, and so one anchor, a name. */
export function metricsPage(metrics: Readonly<Record<string, MetricDefinition>> = METRICS): GeneratedFile {
  const sections = Object.entries(metrics).map(([name, metric]) => section(name, metric));
  return { path: 'docs/metrics.md', content: [INTRODUCTION, ...sections].join('\n') };
}

const INTRODUCTION = `# Metrics

Generated from \`libs/observability/src/metrics/definitions.ts\` by \`node libs/codegen/dist/main.js\`.

Each service answers \`GET /metrics\` on its operators' port (\`HEALTH_PORT\`) in the text format of Prometheus, or of OpenMetrics with
exemplars (a trace id) when the scraper accepts that, never on the port of the API. What is
asked on the operators' port itself is not counted. A service is one process a pod, so a pod is one page. Names follow the OpenTelemetry semantic conventions; why these, stands in
[0033](adr/0033-metrics-are-read-where-they-are-kept.md).

Exports are requests like all others and take as long as their reader: leave them out by route,
\`http_route!~".*/export"\`, where a duration is to say how busy a service is.
What a store says of itself (outbox, consumers, dead letters, partitions) is asked for every few seconds and kept: the same in every process of a
service, so take \`max\` of it and not \`sum\`; absent where the store was never reached, or has been away for half a minute.

\`http_route="none"\` is what is no route, the status \`499\` a request whose client went away before it was told one.
`;

function section(name: string, metric: MetricDefinition): string {
  const { type, unit, help, labels, buckets = [], services = ['every service'] } = metric;
  const lines = [
    `## ${name}`,
    `${help}.`,
    [
      `- Type: ${type}, ${unit}`,
      ...(labels.length === 0 ? [] : [`- Labels: ${labels.map((label) => `\`${label}\``).join(', ')}`]),
      ...(buckets.length === 0 ? [] : [`- Buckets: ${buckets.join(', ')}`]),
      `- Exported by: ${services.join(', ')}`,
    ].join('\n'),
  ];
  return `${lines.join('\n\n')}\n`;
}
