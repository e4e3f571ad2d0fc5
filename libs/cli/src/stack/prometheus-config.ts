import { stringify } from 'yaml';
import { RELEASE } from '../charts/rendering.js';
import { healthPortOf } from './ports.js';
import type { Profile } from './profile.js';
import { SERVICES } from './service-names.js';

/** Short, for somebody looks on; Prometheus itself counts in seconds. */
export const SCRAPE_SECONDS = 2;

/** What is scraped. The labels besides the job are those of the charts' ServiceMonitor, or the charts' rules would find nothing. */
export function prometheusConfig(profile: Profile, rulesFile: string): string {
  const interval = `${SCRAPE_SECONDS}s`;
  return stringify({
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [rulesFile],
    scrape_configs: SERVICES.map((service) => ({
      job_name: service,
      static_configs: [
        {
          targets: [`127.0.0.1:${healthPortOf(profile.ports[service])}`],
          labels: {
            namespace: RELEASE,
            service: `${RELEASE}-${service}`,
            pod: `${RELEASE}-${service}-local`,
          },
        },
      ],
    })),
  });
}
