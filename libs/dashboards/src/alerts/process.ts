import { OURS, type RuleGroup } from './rule.js';

const PROCESS_LABELS = 'namespace, job, instance';

export const PROCESS: RuleGroup = {
  name: 'process',
  rules: [
    {
      alert: 'TenfoldEventLoopLag',
      expr: `max by (${PROCESS_LABELS}) (nodejs_eventloop_delay_p99_seconds{${OURS}}) > 0.1`,
      for: '1m',
      severity: 'warning',
      summary: '{{ $labels.job }}: the event loop of {{ $labels.instance }} is late',
      description:
        'Everything in that process waits for up to {{ $value | humanizeDuration }}: it computes too much at once.',
    },
    {
      alert: 'TenfoldHeapNearLimit',
      expr:
        `sum by (${PROCESS_LABELS}) (v8js_memory_heap_used_bytes{${OURS}}) ` +
        `/ max by (${PROCESS_LABELS}) (v8js_memory_heap_limit_bytes{${OURS}}) > 0.9`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.job }}: the heap of {{ $labels.instance }} is nearly full',
      description: '{{ $value | humanizePercentage }} of what it may grow to; at 100 % the process ends.',
    },
    {
      alert: 'TenfoldTargetDown',
      expr: `up{${OURS}} == 0`,
      for: '2m',
      severity: 'warning',
      summary: '{{ $labels.job }}: {{ $labels.instance }} cannot be scraped',
      description: 'The process is gone or too busy to answer, or the way to it is closed.',
    },
    {
      alert: 'TenfoldServiceMissing',
      expr:
        `count by (namespace, job) (up{${OURS}} offset 15m) ` +
        `unless on (namespace, job) (count by (namespace, job) (up{${OURS}} == 1))`,
      for: '2m',
      severity: 'critical',
      summary: '{{ $labels.job }}: no process answers',
      description:
        'There were {{ $value }} a quarter of an hour ago. Other alerts about it may be silent for lack of numbers.',
    },
    {
      alert: 'TenfoldSigningKeysOld',
      // Writes carry tokens, and a token makes a process ask for keys older than ten minutes.
      expr:
        `max by (namespace, job) (tenfold_signing_keys_age_seconds) > 3600 and on (namespace, job) ` +
        `(sum by (namespace, job) (rate(http_server_request_duration_seconds_count{${OURS}, http_request_method!~"GET|HEAD"}[10m])) > 0)`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.job }} cannot renew the keys that tokens are verified by',
      description:
        'They are {{ $value | humanizeDuration }} old: tokens of a new key would be refused with 401.',
    },
  ],
};
