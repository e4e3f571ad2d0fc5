import type { RuleGroup } from './rule.js';

const MIGRATIONS = 'job_name=~"(.+-)?(quiz|orders|order-items)-migrate(-[0-9a-f]+)?"';
const TWO_WEEKS = '14 * 86400';

export const RELEASE: RuleGroup = {
  name: 'release',
  rules: [
    {
      alert: 'TenfoldMigrationFailed',
      expr: `max by (namespace, job_name) (kube_job_failed{${MIGRATIONS}, condition="true"}) == 1`,
      for: '1m',
      severity: 'critical',
      summary: 'Migration {{ $labels.job_name }} was given up',
      description: 'New pods wait for their schema and are not ready; the old ones go on.',
    },
    {
      alert: 'TenfoldCertificateEnds',
      expr:
        `min by (cn) (traefik_tls_certs_not_after) - time() < ${TWO_WEEKS} or ` +
        `min by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time() < ${TWO_WEEKS}`,
      for: '1h',
      severity: 'critical',
      summary: 'Certificate {{ $labels.cn }}{{ $labels.name }} ends soon',
      description:
        '{{ $value | humanizeDuration }} are left. Whatever renews it should have done so long ago.',
    },
  ],
};
