import type { Dashboard, Panel } from '../panels/panel.js';
import { lines, ON_OFF, perhaps, state, target } from '../panels/panels.js';
import { average, least, rate, ratio, SCOPE, total } from '../queries/queries.js';
import { duration, inFlight } from '../queries/requests.js';

const REQUESTS = 'http_server_request_duration_seconds_count';
const job = { by: ['job'] };

export const STRATEGIES: Dashboard = {
  uid: 'tenfold-strategies',
  title: 'tenfold / Strategies',
  description: 'Which of the ten strategies are on, and what each does at this moment (docs/strategies).',
  rows: [
    { title: 'Switches', panels: [switches()], perLine: 1, height: 6 },
    { title: 'Asking less often', panels: [cache(), sums(), payloads(), pages()], perLine: 4 },
    { title: 'Asking more servers', panels: [pools(), replicas(), shards()] },
    { title: 'Doing more at once', panels: [pods(), workers(), concurrency()] },
  ],
};

function switches(): Panel {
  return state(
    'On and off',
    'Off as soon as it is off in one process: ./tenfold strategies NAME off. The answers are the same, only slower.',
    'none',
    [target(least('tenfold_strategy_enabled', { by: ['strategy'] }), '{{strategy}}')],
    { words: ON_OFF },
  );
}

function cache(): Panel {
  const reads = rate('tenfold_cache_reads_total');
  const level = (level: string): string =>
    ratio(rate('tenfold_cache_reads_total', { where: `level="${level}"` }), reads);
  return lines(
    '1 In-memory cache',
    'Share of reads that memory (l1) and Redis (l2) answer; the rest reaches Postgres.',
    'percentunit',
    [perhaps(level('l1'), 'memory'), perhaps(level('l2'), 'Redis')],
  );
}

function sums(): Panel {
  const by = ['messaging_consumer_group_name'];
  const where = 'messaging_consumer_group_name=~"(sums|products|aggregates)-.+"';
  return lines(
    '2 Pre-aggregation',
    'Batches of events a second that are added to sums and ranks, away from who reads them.',
    'ops',
    [
      perhaps(
        rate('messaging_process_duration_seconds_count', { by, where }),
        '{{messaging_consumer_group_name}}',
      ),
    ],
  );
}

function payloads(): Panel {
  const all = rate(REQUESTS, { ...job, where: 'http_request_method=~"GET|HEAD"' });
  const unchanged = rate(REQUESTS, { ...job, where: 'http_response_status_code="304"' });
  return lines(
    '3 Lean payloads',
    'Share of reads answered by 304, which sends nothing, and by bytes made once (the lane).',
    'percentunit',
    [
      perhaps(ratio(unchanged, all), '{{job}} 304'),
      perhaps(ratio(rate('tenfold_lane_answers_total', job), all), '{{job}} lane'),
    ],
  );
}

function pages(): Panel {
  const where = 'http_request_method="GET", http_route=~"/v1/(orders|order-items|quizzes|attempts)"';
  return lines('4 Pagination', '95th percentile of a page of the lists. Off, it grows with the list.', 's', [
    perhaps(duration(0.95, { by: ['http_route'], where }), '{{http_route}}'),
  ]);
}

function pools(): Panel {
  return lines(
    '5 Connection pooling',
    'Connections at work beside requests in flight: few serve many.',
    'short',
    [
      target(
        total('db_client_connection_count', { where: 'db_client_connection_state="used"' }),
        'connections used',
      ),
      target(total('db_client_connection_count'), 'connections open'),
      target(inFlight([]), 'requests in flight'),
    ],
  );
}

function replicas(): Panel {
  return lines('6 Read replicas', 'Reads that replicas answer, and statements that primaries do.', 'ops', [
    target(rate('tenfold_replica_reads_total', { by: ['tenfold_shard'] }), '{{tenfold_shard}} replicas'),
    target(rate('tenfold_primary_statements_total', { by: ['tenfold_shard'] }), '{{tenfold_shard}} primary'),
  ]);
}

function shards(): Panel {
  const by = ['tenfold_shard'];
  return lines(
    '7 Sharding and partitioning',
    'Statements of each shard: even, when the buckets are.',
    'ops',
    [target(rate('db_client_operation_duration_seconds_count', { by }), '{{tenfold_shard}}')],
    { stacked: true },
  );
}

function pods(): Panel {
  return lines(
    '8 Auto-scaling',
    'Processes of each service, and requests in flight, by which more are asked for.',
    'short',
    [
      target(`count by (job) (tenfold_build_info{${SCOPE}})`, '{{job}} processes'),
      target(inFlight(['job']), '{{job}} in flight'),
    ],
  );
}

function workers(): Panel {
  return lines(
    '9 Workers',
    'Cores that the processes of each service use altogether: one process fills one.',
    'short',
    [target(rate('process_cpu_seconds_total', job), '{{job}}')],
  );
}

function concurrency(): Panel {
  const statements = rate('db_client_operation_duration_seconds_sum', job);
  const requests = rate('http_server_request_duration_seconds_sum', job);
  return lines(
    '10 Concurrency',
    'Seconds of statements in a second of requests: above 1, the statements of a request run side by side.',
    'short',
    [
      perhaps(ratio(statements, requests), '{{job}}'),
      target(average('nodejs_eventloop_utilization_ratio', job), '{{job}} event loop busy'),
    ],
  );
}
