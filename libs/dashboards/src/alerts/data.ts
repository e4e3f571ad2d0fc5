import type { RuleGroup } from './rule.js';

const POOL = 'namespace, job, db_client_connection_pool_name, tenfold_server';

export const DATA: RuleGroup = {
  name: 'data',
  rules: [
    {
      alert: 'TenfoldShardDown',
      expr: 'min by (namespace, tenfold_shard) (tenfold_shard_up) == 0',
      for: '30s',
      severity: 'critical',
      summary: 'Shard {{ $labels.tenfold_shard }} does not answer',
      description:
        'At least one process cannot reach its primary: customers whose buckets lie there get 503.',
    },
    {
      alert: 'TenfoldShardSlow',
      expr:
        'histogram_quantile(0.95, sum by (namespace, tenfold_shard, le) ' +
        '(rate(db_client_operation_duration_seconds_bucket{tenfold_server="primary"}[1m]))) > 0.25',
      for: '1m',
      severity: 'warning',
      summary: 'Shard {{ $labels.tenfold_shard }} answers slowly',
      description: 'One statement in twenty on its primary takes {{ $value | humanizeDuration }} or more.',
    },
    {
      alert: 'TenfoldReplicaDown',
      expr: 'min by (namespace, tenfold_shard, tenfold_replica) (tenfold_replica_up) == 0',
      for: '1m',
      severity: 'warning',
      summary: 'Replica {{ $labels.tenfold_replica }} of {{ $labels.tenfold_shard }} is not read from',
      description: 'Its primary answers its reads too; users notice nothing until that one is busy.',
    },
    {
      alert: 'TenfoldReplicaLag',
      expr: 'max by (namespace, tenfold_shard, tenfold_replica) (tenfold_replica_lag_seconds) > 5',
      for: '2m',
      severity: 'warning',
      summary: 'Replica {{ $labels.tenfold_replica }} of {{ $labels.tenfold_shard }} is late',
      description:
        'It is {{ $value | humanizeDuration }} behind its primary, which answers bounded reads meanwhile.',
    },
    {
      alert: 'TenfoldPoolSaturated',
      expr:
        `sum by (${POOL}) (db_client_connection_count{db_client_connection_state="used"}) ` +
        `/ sum by (${POOL}) (db_client_connection_max) > 0.9`,
      for: '5m',
      severity: 'warning',
      summary:
        '{{ $labels.job }}: connections to {{ $labels.db_client_connection_pool_name }} are all in use',
      description:
        '{{ $value | humanizePercentage }} of its connections to the {{ $labels.tenfold_server }} work.',
    },
    {
      alert: 'TenfoldPoolWaiters',
      expr: `avg by (${POOL}) (avg_over_time(db_client_connection_pending_requests[1m])) > 1`,
      for: '1m',
      severity: 'warning',
      summary: '{{ $labels.job }}: requests wait for {{ $labels.db_client_connection_pool_name }}',
      description: '{{ $value | humanize }} statements of each process wait for a connection to begin.',
    },
    {
      alert: 'TenfoldConnectionBudget',
      expr:
        'sum by (namespace, db_client_connection_pool_name) (db_client_connection_count{tenfold_server="primary"}) ' +
        '> on (namespace) group_left () 0.9 * max by (namespace) (tenfold:connection_budget:max)',
      for: '5m',
      severity: 'warning',
      summary:
        '{{ $labels.db_client_connection_pool_name }}: the connections of the server are nearly used up',
      description: '{{ $value }} are open. Past the limit Postgres refuses (53300), and requests get 503.',
    },
    {
      alert: 'TenfoldPartitionsNotAhead',
      expr: 'min by (namespace, job, tenfold_table) (tenfold_partitions_ahead_months) < 2',
      for: '15m',
      severity: 'critical',
      summary: '{{ $labels.job }}: {{ $labels.tenfold_table }} has few months ready',
      description: '{{ $value }} of six months are made ahead. A row whose month is missing is refused.',
    },
  ],
};
