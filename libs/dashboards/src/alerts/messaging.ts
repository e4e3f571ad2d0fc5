import type { RuleGroup } from './rule.js';

const CONSUMER = 'namespace, messaging_destination_name, messaging_consumer_group_name';
const CONSUMER_NAME = '{{ $labels.messaging_consumer_group_name }}';

export const MESSAGING: RuleGroup = {
  name: 'messaging',
  rules: [
    {
      alert: 'TenfoldOutboxOld',
      expr: 'max by (namespace, job, tenfold_shard) (tenfold_outbox_age_seconds) > 60',
      for: '1m',
      severity: 'warning',
      summary: '{{ $labels.job }}: events on {{ $labels.tenfold_shard }} are not delivered',
      description: 'The oldest that is due has waited for {{ $value | humanizeDuration }}. None is lost.',
    },
    {
      alert: 'TenfoldConsumerStopped',
      expr:
        `max by (${CONSUMER}) (tenfold_consumer_pending_messages) > 0 unless on (${CONSUMER}) ` +
        `(sum by (${CONSUMER}) (rate(messaging_process_duration_seconds_count[2m])) > 0)`,
      for: '1m',
      severity: 'critical',
      summary: `Consumer ${CONSUMER_NAME} has stopped`,
      description: '{{ $value }} messages wait, and it has processed none for two minutes.',
    },
    {
      alert: 'TenfoldConsumerLag',
      expr: `max by (${CONSUMER}) (tenfold_consumer_pending_messages) > 1000`,
      for: '5m',
      severity: 'warning',
      summary: `Consumer ${CONSUMER_NAME} does not keep up`,
      description: '{{ $value | humanize }} messages wait: what it keeps, such as sums, is out of date.',
    },
    {
      alert: 'TenfoldDeadLetters',
      expr: 'max by (namespace, messaging_destination_name) (tenfold_dead_letters) > 0',
      for: '1m',
      severity: 'warning',
      summary: 'Messages of {{ $labels.messaging_destination_name }} were given up',
      description: '{{ $value }} wait for somebody to look at them; their effect has not happened.',
    },
    {
      alert: 'TenfoldMessagingDown',
      expr: 'min by (namespace, job) (tenfold_messaging_up) == 0',
      for: '30s',
      severity: 'critical',
      summary: '{{ $labels.job }} has lost NATS',
      description: 'Orders are accepted with itemsState "pending"; what is published waits in the outbox.',
    },
  ],
};
