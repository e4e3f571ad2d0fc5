import type { Dashboard, Panel } from '../panels/panel.js';
import { CONSUMERS, EVENT_LOOPS, NATS_UP, REDIS_UP, REPLICAS_UP, SHARDS_UP } from '../panels/health.js';
import { lines, perhaps, stat, state, target, worseAbove, worseBelow } from '../panels/panels.js';
import { gained, greatest, quantile, rate, ratio, total } from '../queries/queries.js';
import { duration, errorShare, requestRate } from '../queries/requests.js';
import { OBJECTIVES, type Objective } from '../slo.js';

const REQUESTS = 'http_server_request_duration_seconds_count';

export const OVERVIEW: Dashboard = {
  uid: 'tenfold-overview',
  title: 'tenfold / Overview',
  description: 'Are the promises kept, what is wrong right now, and how are the services.',
  rows: [
    { title: 'Promises', perLine: 4, height: 6, panels: [...OBJECTIVES.map(kept), burnRate()] },
    {
      title: 'Wrong right now',
      height: 6,
      panels: [
        SHARDS_UP,
        REPLICAS_UP,
        slowShards(),
        REDIS_UP,
        NATS_UP,
        CONSUMERS,
        EVENT_LOOPS,
        waiting(),
        alerts(),
      ],
    },
    { title: 'Services', panels: [requests(), errors(), durations()] },
    { title: 'What is late', panels: [outbox(), deadLetters(), refused()] },
  ],
};

function kept(objective: Objective): Panel {
  const { title, target: share, reason } = objective;
  return stat(
    title,
    `Share of requests in the time shown. Promised over 30 days are ${share * 100} %: ${reason}.`,
    'percentunit',
    [target(keptShare(objective), '{{job}}')],
    { thresholds: worseBelow(1 - 3 * (1 - share), share) },
  );
}

function keptShare({ requests: matchers, bad }: Objective): string {
  const all = gained(REQUESTS, { by: ['job'], where: matchers });
  if ('slowerThan' in bad) {
    const where = `${matchers}, le="${bad.slowerThan}"`;
    return ratio(gained('http_server_request_duration_seconds_bucket', { by: ['job'], where }), all);
  }
  // A service that has never failed has no series of failures.
  return `1 - ${ratio(`(${gained(REQUESTS, { by: ['job'], where: bad.matchers })} or ${all} * 0)`, all)}`;
}

function burnRate(): Panel {
  const targets = OBJECTIVES.map(({ name, target: share }) =>
    perhaps(
      `max by (job) (tenfold:slo_errors:ratio_rate1h{namespace=~"$namespace", job=~"$job", slo="${name}"}) / (1 - ${share})`,
      `{{job}} ${name}`,
    ),
  );
  return lines(
    'How fast the error budgets burn',
    'Of the last hour; 1 uses up exactly the budget of 30 days, 14.4 wakes somebody. Needs the recording rules.',
    'short',
    targets,
  );
}

function slowShards(): Panel {
  const expr = quantile(0.95, 'db_client_operation_duration_seconds', {
    by: ['tenfold_shard'],
    where: 'tenfold_server="primary"',
  });
  return state(
    'Shards: how slow',
    '95th percentile of statements on each primary. Red: its users wait, and more pods would make it worse.',
    's',
    [target(expr, '{{tenfold_shard}}')],
    { thresholds: worseAbove(0.05, 0.25) },
  );
}

function waiting(): Panel {
  const by = ['db_client_connection_pool_name', 'tenfold_server'];
  return state(
    'Pools: statements that wait',
    'Statements that wait for a connection, over all processes. More than none for long: the shard is slow or the pool small.',
    'short',
    [
      target(
        total('db_client_connection_pending_requests', { by }),
        '{{db_client_connection_pool_name}} {{tenfold_server}}',
      ),
    ],
    { thresholds: worseAbove(1, 10) },
  );
}

function alerts(): Panel {
  return state(
    'Alerts',
    'Alerts that are on; each has a page in docs/runbooks. Empty: none, or the rules are not loaded.',
    'none',
    [perhaps('max by (alertname) (ALERTS{alertstate="firing", alertname=~"Tenfold.+"})', '{{alertname}}')],
    { words: { 1: { text: 'on', color: 'red' } } },
  );
}

function requests(): Panel {
  return lines('Requests', 'Requests a second, exports among them.', 'reqps', [
    target(requestRate(['job']), '{{job}}'),
  ]);
}

function errors(): Panel {
  return lines(
    'Errors',
    'Share of requests answered with 5xx; those whose client went away (499) do not count.',
    'percentunit',
    [perhaps(errorShare(['job']), '{{job}}')],
  );
}

function durations(): Panel {
  return lines('Durations', 'How long requests take, without exports: half of them less than p50.', 's', [
    target(duration(0.5, { by: ['job'] }), '{{job}} p50'),
    target(duration(0.95, { by: ['job'] }), '{{job}} p95'),
    target(duration(0.99, { by: ['job'] }), '{{job}} p99'),
  ]);
}

function outbox(): Panel {
  return lines(
    'Outbox',
    'How long the oldest event that is due has waited. Grows while NATS is away; nothing is lost.',
    's',
    [
      target(
        greatest('tenfold_outbox_age_seconds', { by: ['job', 'tenfold_shard'] }),
        '{{job}} {{tenfold_shard}}',
      ),
    ],
  );
}

function deadLetters(): Panel {
  return lines(
    'Dead letters',
    'Events that were given up and wait for somebody: ./tenfold dead-letters.',
    'short',
    [
      perhaps(
        greatest('tenfold_dead_letters', { by: ['messaging_destination_name'] }),
        '{{messaging_destination_name}}',
      ),
    ],
  );
}

function refused(): Panel {
  return lines(
    'Refused',
    'Requests refused because a client asks too much (429) or a process has too much to do (503).',
    'reqps',
    [
      perhaps(
        rate('tenfold_rate_limited_total', { by: ['job', 'tenfold_limit'] }),
        '{{job}} 429 {{tenfold_limit}}',
      ),
      perhaps(rate('tenfold_shed_total', { by: ['job', 'reason'] }), '{{job}} 503 {{reason}}'),
    ],
  );
}
