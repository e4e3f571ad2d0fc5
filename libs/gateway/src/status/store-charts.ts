import { greatest, isFailure, quantileOf, rate, total, type Chart } from './chart.js';

const STATEMENTS = 'db_client_operation_duration_seconds';
const MESSAGES = 'messaging_process_duration_seconds';

const PER_SERVER = ['tenfold_shard', 'tenfold_server'] as const;
const PER_POOL = ['service', 'db_client_connection_pool_name', 'tenfold_server'] as const;
const PER_SUBJECT = ['messaging_destination_name'] as const;

export const POSTGRES_CHARTS: readonly Chart[] = [
  {
    title: 'Statements',
    unit: 'per second',
    tells: 'By shard and server. A shard far above the others is hot.',
    by: PER_SERVER,
    read: rate(`${STATEMENTS}_count`),
  },
  {
    title: 'Statement p99',
    unit: 'seconds',
    tells: '99 of 100 statements took no longer. A shard far above the others is slow.',
    by: PER_SERVER,
    read: quantileOf(0.99, STATEMENTS),
  },
  {
    title: 'Failed statements',
    unit: 'per second',
    tells: 'By shard and SQLSTATE, or a word where the server has said none.',
    by: ['tenfold_shard', 'error_type'],
    read: rate(`${STATEMENTS}_count`, isFailure),
  },
  {
    title: 'Connections in use',
    unit: 'number',
    tells: 'By service, pool and server.',
    by: PER_POOL,
    read: total('db_client_connection_count', (labels) => labels['db_client_connection_state'] === 'used'),
  },
  {
    title: 'Waiting for a connection',
    unit: 'number',
    tells: 'Requests for which none was free: the pool is too small, or its server too slow.',
    by: PER_POOL,
    read: total('db_client_connection_pending_requests'),
  },
  {
    title: 'Wait for a connection p99',
    unit: 'seconds',
    tells: 'Time until a request had its connection.',
    by: PER_POOL,
    read: quantileOf(0.99, 'db_client_connection_wait_time_seconds'),
  },
  {
    title: 'Replica lag',
    unit: 'seconds',
    tells: 'How old the answers of a replica are at most.',
    by: ['tenfold_shard', 'tenfold_replica'],
    read: greatest('tenfold_replica_lag_seconds'),
  },
  {
    title: 'Reads of replicas',
    unit: 'per second',
    tells: 'Reads that a replica has answered, by shard.',
    by: ['tenfold_shard'],
    read: rate('tenfold_replica_reads_total'),
  },
  {
    title: 'Reads sent to the primary instead',
    unit: 'per second',
    tells: 'A replica might have answered them. By shard and reason.',
    by: ['tenfold_shard', 'reason'],
    read: rate('tenfold_replica_fallbacks_total'),
  },
];

export const CACHE_CHARTS: readonly Chart[] = [
  {
    title: 'Reads of the cache',
    unit: 'per second',
    tells: 'By what they found: l1 in the process, l2 in Redis; a miss is loaded from its source.',
    by: ['level'],
    read: rate('tenfold_cache_reads_total'),
  },
  {
    title: 'Kept in the process',
    unit: 'bytes',
    tells: 'By service. At its limit, entries leave to make room.',
    by: ['service'],
    read: total('tenfold_cache_size_bytes'),
  },
  {
    title: 'Errors of the store',
    unit: 'per second',
    tells: 'Operations of Redis that were not done.',
    by: ['service'],
    read: rate('tenfold_cache_store_errors_total'),
  },
];

export const MESSAGE_CHARTS: readonly Chart[] = [
  {
    title: 'Messages handled',
    unit: 'per second',
    tells: 'Requests and events by their subject; a batch counts once.',
    by: PER_SUBJECT,
    read: rate(`${MESSAGES}_count`),
  },
  {
    title: 'Handling p99',
    unit: 'seconds',
    tells: '99 of 100 messages were handled within this time.',
    by: PER_SUBJECT,
    read: quantileOf(0.99, MESSAGES),
  },
  {
    title: 'Waiting for a consumer',
    unit: 'number',
    tells: 'Events that a durable consumer has not been handed yet.',
    by: ['messaging_consumer_group_name'],
    read: greatest('tenfold_consumer_pending_messages'),
  },
  {
    title: 'Age of the outbox',
    unit: 'seconds',
    tells: 'How long the oldest event has waited to be published.',
    by: ['service', 'tenfold_shard'],
    read: greatest('tenfold_outbox_age_seconds'),
  },
  {
    title: 'Dead letters',
    unit: 'number',
    tells: 'Events that were given up: ./tenfold dead-letters shows them.',
    by: PER_SUBJECT,
    read: greatest('tenfold_dead_letters'),
  },
];

const counted = (title: string, metric: string, tells: string, by: readonly string[]): Chart => ({
  title,
  unit: 'per second',
  tells,
  by,
  read: rate(metric),
});

export const BUSINESS_CHARTS: readonly Chart[] = [
  counted('Orders placed', 'tenfold_orders_placed_total', 'By currency; neither imports nor returns.', [
    'currency',
  ]),
  counted('Orders cancelled', 'tenfold_orders_cancelled_total', 'By currency.', ['currency']),
  counted('Attempts started', 'tenfold_attempts_started_total', 'Attempts at quizzes.', ['service']),
  counted('Attempts submitted', 'tenfold_attempts_submitted_total', 'Ended and graded.', ['service']),
];
