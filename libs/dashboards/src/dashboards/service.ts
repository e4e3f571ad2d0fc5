import type { Dashboard, Panel } from '../panels/panel.js';
import { lines, perhaps, stat, table, target } from '../panels/panels.js';
import { average, greatest, quantile, rate, SCOPE, total } from '../queries/queries.js';
import { duration, errorShare, inFlight, requestRate } from '../queries/requests.js';

const ROUTE = ['http_request_method', 'http_route'];
const ROUTE_NAME = '{{http_request_method}} {{http_route}}';
const AUTOSCALER = 'namespace=~"$namespace", horizontalpodautoscaler=~"(.+-)?($job)"';

export const SERVICE: Dashboard = {
  uid: 'tenfold-service',
  title: 'tenfold / Service',
  description: 'A service by its routes, its processes, and what the autoscaler makes of them. Choose a job.',
  rows: [
    {
      title: 'Routes',
      panels: [
        lines('Requests', 'Requests a second of each route.', 'reqps', [
          target(requestRate(ROUTE), ROUTE_NAME),
        ]),
        lines('Errors', 'Share of requests answered with 5xx.', 'percentunit', [
          perhaps(errorShare(ROUTE), ROUTE_NAME),
        ]),
        lines('Durations', '95th percentile of each route; exports are left out.', 's', [
          target(duration(0.95, { by: ROUTE }), ROUTE_NAME),
        ]),
        lines('Statuses', 'Requests a second by their status.', 'reqps', [
          target(requestRate(['http_response_status_code']), '{{http_response_status_code}}'),
        ]),
        lines(
          'In flight',
          'Requests that are being worked on, and their mean by Little’s law, which the autoscaler goes by.',
          'short',
          [
            target(total('http_server_active_requests', { by: ['job'] }), '{{job}} now'),
            target(inFlight(['job']), '{{job}} mean'),
          ],
        ),
        lines(
          'Refused',
          'Requests refused with 429 by a limit, or with 503 because there is too much to do.',
          'reqps',
          [
            perhaps(rate('tenfold_rate_limited_total', { by: ['tenfold_limit'] }), '429 {{tenfold_limit}}'),
            perhaps(rate('tenfold_shed_total', { by: ['reason'] }), '503 {{reason}}'),
          ],
        ),
      ],
    },
    { title: 'Processes', panels: runtime() },
    { title: 'Pods', panels: [pods(), inFlightOfEach(), busy(), builds()], perLine: 4 },
    { title: 'Autoscaler (needs kube-state-metrics)', panels: [replicas(), metrics()], perLine: 2 },
  ],
};

function runtime(): Panel[] {
  const by = ['job', 'instance'];
  const name = '{{job}} {{instance}}';
  return [
    lines(
      'Event loop: busy',
      'Share of the last 10 s in which the loop had work. Near 1, more processes help.',
      'percentunit',
      [target(greatest('nodejs_eventloop_utilization_ratio', { by }), name)],
    ),
    lines(
      'Event loop: late',
      '99th percentile of how late it came to a timer. Tells work that does not let go.',
      's',
      [target(greatest('nodejs_eventloop_delay_p99_seconds', { by }), name)],
    ),
    lines('CPU', 'Cores that each process uses; beyond 1 its threads work too.', 'short', [
      target(rate('process_cpu_seconds_total', { by }), name),
    ]),
    lines('Heap', 'Used part of the heap, and what it may grow to before the process ends.', 'bytes', [
      target(total('v8js_memory_heap_used_bytes', { by }), `${name} used`),
      target(greatest('v8js_memory_heap_limit_bytes', { by: ['job'] }), '{{job}} limit'),
    ]),
    lines('Memory', 'Memory in RAM: the heap, buffers, and code.', 'bytes', [
      target(total('process_resident_memory_bytes', { by }), name),
    ]),
    lines(
      'Garbage collection',
      '95th percentile of collections by their kind, and their share of the time.',
      's',
      [
        target(quantile(0.95, 'v8js_gc_duration_seconds', { by: ['v8js_gc_type'] }), 'p95 {{v8js_gc_type}}'),
        target(rate('v8js_gc_duration_seconds_sum', { by: ['job'] }), '{{job}} seconds in a second'),
      ],
    ),
  ];
}

function pods(): Panel {
  return lines('Processes', 'Processes that answer the scrape: pods, as each has one.', 'short', [
    target(`count by (job) (tenfold_build_info{${SCOPE}})`, '{{job}}'),
  ]);
}

function inFlightOfEach(): Panel {
  return lines(
    'In flight, of each pod',
    'What the autoscaler compares with autoscaling.latency.inflightPerPod (8 unless set).',
    'short',
    [target(`${inFlight(['job'])} / count by (job) (tenfold_build_info{${SCOPE}})`, '{{job}}')],
  );
}

function busy(): Panel {
  return lines(
    'Event loop: mean',
    'Mean of the pods. Latency counts for the autoscaler only while it is above autoscaling.latency.gate.above (0.5).',
    'percentunit',
    [target(average('nodejs_eventloop_utilization_ratio', { by: ['job'] }), '{{job}}')],
  );
}

function builds(): Panel {
  return table(
    'Builds',
    'What runs: more than one version means a roll-out, or one that has got stuck.',
    'none',
    [target(`count by (job, version, node) (tenfold_build_info{${SCOPE}})`, '')],
  );
}

function replicas(): Panel {
  const of = (metric: string, name: string) =>
    perhaps(
      `max by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_${metric}{${AUTOSCALER}})`,
      `{{horizontalpodautoscaler}} ${name}`,
    );
  return lines(
    'Pods, as the autoscaler has them',
    'What runs, what is wanted, and the bounds. Empty without kube-state-metrics.',
    'short',
    [
      of('status_current_replicas', 'now'),
      of('status_desired_replicas', 'wanted'),
      of('spec_min_replicas', 'least'),
      of('spec_max_replicas', 'most'),
    ],
  );
}

function metrics(): Panel {
  const by = 'max by (horizontalpodautoscaler, metric_name, metric_target_type)';
  const expr =
    `${by} (kube_horizontalpodautoscaler_status_target_metric{${AUTOSCALER}}) / ` +
    `${by} (kube_horizontalpodautoscaler_spec_target_metric{${AUTOSCALER}})`;
  return stat(
    'Each metric against its target',
    '1: as wanted; above 1.1 it asks for more pods. The largest wins. Empty without kube-state-metrics.',
    'percentunit',
    [perhaps(expr, '{{horizontalpodautoscaler}} {{metric_name}}')],
  );
}
