import type { MetricDefinitions } from './metric-definition.js';

const WAIT_SECONDS = [0.0001, 0.001, 0.005, 0.025, 0.1, 0.5, 2];
/** Few, since each statement has them: a look by key, a list, a slow one, the timeout. */
const STATEMENT_SECONDS = [0.001, 0.0025, 0.01, 0.05, 0.25, 1, 5];

/** Shards, their servers and pools, and what is asked of them. */
export const DATABASE_METRICS = {
  db_client_connection_count: {
    type: 'gauge',
    unit: 'connections',
    help: 'Open connections of this process to a server, by what they do',
    labels: [
      'db_client_connection_pool_name',
      'tenfold_server',
      'tenfold_replica',
      'db_client_connection_state',
    ],
  },
  db_client_connection_max: {
    type: 'gauge',
    unit: 'connections',
    help: 'The most connections that this process opens to a server',
    labels: ['db_client_connection_pool_name', 'tenfold_server', 'tenfold_replica'],
  },
  db_client_connection_pending_requests: {
    type: 'gauge',
    unit: 'requests',
    help: 'Requests that wait for a connection to a server',
    labels: ['db_client_connection_pool_name', 'tenfold_server', 'tenfold_replica'],
  },
  db_client_connection_wait_time_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Time until a request had its connection, be it idle or to be opened',
    labels: ['db_client_connection_pool_name', 'tenfold_server'],
    buckets: WAIT_SECONDS,
  },
  db_client_operation_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    help: 'Duration of statements by their names; the error is the SQLSTATE, or a word where the server has said none',
    labels: ['tenfold_shard', 'tenfold_server', 'db_query_summary', 'error_type'],
    buckets: STATEMENT_SECONDS,
  },
  tenfold_primary_statements_total: {
    type: 'counter',
    unit: 'statements',
    help: 'Statements outside of transactions that went to the primary: writes, fresh reads, and reads that no replica answered',
    labels: ['tenfold_shard'],
  },
  tenfold_replica_reads_total: {
    type: 'counter',
    unit: 'reads',
    help: 'Reads that a replica has answered',
    labels: ['tenfold_shard'],
  },
  tenfold_replica_fallbacks_total: {
    type: 'counter',
    unit: 'reads',
    help: 'Reads that went to the primary although a replica might have answered, by the reason',
    labels: ['tenfold_shard', 'reason'],
  },
  tenfold_shard_up: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while the primary answers the watch of this process, else 0',
    labels: ['tenfold_shard'],
  },
  tenfold_shard_leased: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while this process may use the shard: its primary confirmed the shard map when it was last asked',
    labels: ['tenfold_shard'],
  },
  tenfold_shard_map_epoch: {
    type: 'gauge',
    unit: 'epoch',
    help: 'Epoch of the shard map that this process goes by',
    labels: [],
  },
  tenfold_replica_up: {
    type: 'gauge',
    unit: 'flag',
    help: '1 while the replica answers the watch of this process, else 0',
    labels: ['tenfold_shard', 'tenfold_replica'],
  },
  tenfold_replica_lag_seconds: {
    type: 'gauge',
    unit: 'seconds',
    help: 'How old the answers of a replica are at most; absent while that is not known',
    labels: ['tenfold_shard', 'tenfold_replica'],
  },
  tenfold_partition_operations_total: {
    type: 'counter',
    unit: 'operations',
    help: 'Rows of a monthly partition that were read or written on its primary, by whomever. All processes of a service show the same: take the maximum',
    labels: ['tenfold_shard', 'tenfold_partition', 'operation'],
  },
  tenfold_partitions_ahead_months: {
    type: 'gauge',
    unit: 'months',
    help: 'Months after this one that have partitions, without a gap, on the shard that has fewest. All processes of a service show the same',
    labels: ['tenfold_table'],
  },
} as const satisfies MetricDefinitions;
