import type { Dashboard, Row } from '../panels/panel.js';
import { REPLICAS_UP, SHARDS_UP } from '../panels/health.js';
import { POOLS } from '../panels/pools.js';
import { lines, perhaps, stat, target, worseBelow } from '../panels/panels.js';
import { greatest, least, quantile, rate, ratio, SCOPE, series } from '../queries/queries.js';

const STATEMENTS = 'db_client_operation_duration_seconds';
const SHARD = ['tenfold_shard'];
const REPLICA = ['tenfold_shard', 'tenfold_replica'];

export const DATA: Dashboard = {
  uid: 'tenfold-data',
  title: 'tenfold / Data',
  description: 'Shards, their replicas and pools, statements, monthly partitions, and the outbox.',
  rows: [shards(), statements(), POOLS, replicas(), partitions(), outbox()],
};

function shards(): Row {
  const by = [...SHARD, 'tenfold_server'];
  const name = '{{tenfold_shard}} {{tenfold_server}}';
  return {
    title: 'Shards',
    panels: [
      SHARDS_UP,
      lines(
        'Statements',
        'Statements a second on each shard. Far apart: the buckets are not even, or one is hot.',
        'ops',
        [target(rate(`${STATEMENTS}_count`, { by }), name)],
      ),
      lines('Duration', '95th percentile of statements on each shard.', 's', [
        target(quantile(0.95, STATEMENTS, { by }), name),
      ]),
      lines(
        'Errors',
        'Statements that failed, by SQLSTATE: 53300 no connection left, 57014 over its time.',
        'ops',
        [
          perhaps(
            rate(`${STATEMENTS}_count`, { by: [...SHARD, 'error_type'], where: 'error_type!=""' }),
            '{{tenfold_shard}} {{error_type}}',
          ),
        ],
      ),
      lines(
        'Leases',
        'Processes that may not use a shard now, as its primary did not confirm the map when it was last asked.',
        'short',
        [target(`sum by (tenfold_shard) (1 - ${series('tenfold_shard_leased')})`, '{{tenfold_shard}}')],
      ),
      lines(
        'Epoch of the shard map',
        'By which map the processes go; two lines that stay apart: one is behind.',
        'none',
        [
          target(least('tenfold_shard_map_epoch', { by: ['job'] }), '{{job}} oldest'),
          target(greatest('tenfold_shard_map_epoch', { by: ['job'] }), '{{job}} newest'),
        ],
      ),
    ],
  };
}

function statements(): Row {
  const by = ['db_query_summary'];
  const name = '{{db_query_summary}}';
  const top = (expr: string): string => `topk(10, ${expr})`;
  return {
    title: 'Statements',
    panels: [
      lines('Most often', 'The ten that are sent most.', 'ops', [
        target(top(rate(`${STATEMENTS}_count`, { by })), name),
      ]),
      lines('Most time', 'The ten that take most time altogether: seconds in a second.', 's', [
        target(top(rate(`${STATEMENTS}_sum`, { by })), name),
      ]),
      lines('Slowest', '95th percentile of the ten slowest.', 's', [
        target(top(quantile(0.95, STATEMENTS, { by })), name),
      ]),
    ],
  };
}

function replicas(): Row {
  const reads = rate('tenfold_replica_reads_total', { by: SHARD });
  const primary = rate('tenfold_primary_statements_total', { by: SHARD });
  return {
    title: 'Replicas',
    perLine: 4,
    panels: [
      REPLICAS_UP,
      lines(
        'Lag',
        'How old the answers of each replica are at most. Beyond the limit the primary answers.',
        's',
        [
          perhaps(
            greatest('tenfold_replica_lag_seconds', { by: REPLICA }),
            '{{tenfold_shard}} {{tenfold_replica}}',
          ),
        ],
      ),
      lines(
        'Share of statements that replicas answer',
        'Of reads and writes outside of transactions.',
        'percentunit',
        [perhaps(ratio(reads, `${reads} + ${primary}`), '{{tenfold_shard}}')],
      ),
      lines(
        'Fall-backs',
        'Reads that a replica might have answered and the primary had to, by the reason.',
        'ops',
        [
          perhaps(
            rate('tenfold_replica_fallbacks_total', { by: [...SHARD, 'reason'] }),
            '{{tenfold_shard}} {{reason}}',
          ),
        ],
      ),
    ],
  };
}

function partitions(): Row {
  // All processes of a service say the same of a partition.
  const operations = `max by (job, tenfold_shard, tenfold_partition, operation) (rate(tenfold_partition_operations_total{${SCOPE}}[$__rate_interval]))`;
  return {
    title: 'Partitions',
    perLine: 2,
    panels: [
      stat(
        'Months ready ahead',
        'Months after this one that have a partition, of the shard with fewest; six are kept. At 0 writes fail with the month’s end.',
        'none',
        [
          target(
            least('tenfold_partitions_ahead_months', { by: ['job', 'tenfold_table'] }),
            '{{tenfold_table}}',
          ),
        ],
        { thresholds: worseBelow(2, 4) },
      ),
      lines(
        'Rows by partition',
        'Rows read and written in each month, the ten busiest: old months should be quiet.',
        'ops',
        [
          target(
            `topk(10, sum by (tenfold_partition, operation) (${operations}))`,
            '{{tenfold_partition}} {{operation}}',
          ),
        ],
      ),
    ],
  };
}

function outbox(): Row {
  const by = ['job', 'tenfold_shard'];
  const name = '{{job}} {{tenfold_shard}}';
  return {
    title: 'Outbox',
    panels: [
      lines('Age', 'How long the oldest row that is due has waited.', 's', [
        target(greatest('tenfold_outbox_age_seconds', { by }), name),
      ]),
      lines('Rows', 'Rows that are due; 10,000 where there are more.', 'short', [
        target(greatest('tenfold_outbox_rows', { by }), name),
      ]),
      lines('Published', 'Rows published a second, and tries that failed.', 'ops', [
        target(rate('tenfold_outbox_published_total', { by }), `${name} published`),
        perhaps(rate('tenfold_outbox_failures_total', { by }), `${name} failed`),
      ]),
    ],
  };
}
