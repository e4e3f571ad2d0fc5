import { greatest, least } from '../queries/queries.js';
import { state, target, UP_DOWN, worseAbove } from './panels.js';

/** Panels that several dashboards show: whether the parts are there, as their users see them. */
export const SHARDS_UP = state(
  'Shards',
  'Whether the primary of each shard answers every process. Red: customers whose buckets lie there get 503.',
  'none',
  [target(least('tenfold_shard_up', { by: ['tenfold_shard'] }), '{{tenfold_shard}}')],
  { words: UP_DOWN },
);

export const REPLICAS_UP = state(
  'Replicas',
  'Whether each replica answers every process. Red: its primary answers its reads too.',
  'none',
  [
    target(
      least('tenfold_replica_up', { by: ['tenfold_shard', 'tenfold_replica'] }),
      '{{tenfold_shard}} {{tenfold_replica}}',
    ),
  ],
  { words: UP_DOWN },
);

export const REDIS_UP = state(
  'Redis',
  'Whether each service can ask Redis. Red: misses go to Postgres, and each process limits its clients by itself.',
  'none',
  [target(least('tenfold_cache_store_up', { by: ['job'] }), '{{job}}')],
  { words: UP_DOWN },
);

export const NATS_UP = state(
  'NATS',
  'Whether each service is connected to NATS. Red: orders are accepted as pending, and events wait in the outbox.',
  'none',
  [target(least('tenfold_messaging_up', { by: ['job'] }), '{{job}}')],
  { words: UP_DOWN },
);

export const CONSUMERS = state(
  'Consumers: messages that wait',
  'Events that a consumer has not been handed yet. A number that only grows: the consumer has stopped.',
  'short',
  [
    target(
      greatest('tenfold_consumer_pending_messages', { by: ['messaging_consumer_group_name'] }),
      '{{messaging_consumer_group_name}}',
    ),
  ],
  { thresholds: worseAbove(100, 1000) },
);

export const EVENT_LOOPS = state(
  'Event loops: how late',
  '99th percentile of how late the loop of a process came to a timer, the worst of each service. Red: it computes, and everybody waits.',
  's',
  [target(greatest('nodejs_eventloop_delay_p99_seconds', { by: ['job'] }), '{{job}}')],
  { thresholds: worseAbove(0.05, 0.1) },
);
