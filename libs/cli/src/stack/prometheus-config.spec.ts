import { parse } from 'yaml';
import { healthPortOf } from './ports.js';
import { testProfile } from './profile.js';
import { prometheusConfig } from './prometheus-config.js';

describe(prometheusConfig, () => {
  const profile = testProfile();
  const { scrape_configs: jobs, rule_files: rules } = parse(prometheusConfig(profile, '/rules.yaml')) as {
    scrape_configs: { job_name: string; static_configs: { targets: string[]; labels: object }[] }[];
    rule_files: string[];
  };

  it("should scrape each service on its operators' port", () => {
    expect(jobs.map(({ job_name: job, static_configs: [own] }) => [job, own?.targets])).toEqual(
      (['quiz', 'orders', 'order-items'] as const).map((name) => [
        name,
        [`127.0.0.1:${healthPortOf(profile.ports[name])}`],
      ]),
    );
  });

  it("should label them as the charts' rules ask for them", () => {
    expect(jobs[0]?.static_configs[0]?.labels).toMatchObject({
      namespace: 'tenfold',
      service: 'tenfold-quiz',
    });
    expect(rules).toEqual(['/rules.yaml']);
  });
});
