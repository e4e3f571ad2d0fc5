import { greatest, isAnswer, isServerError, quantileOf, rate, share, total, type Read } from './chart.js';
import type { Labels } from './exposition.js';
import { consumerOf, dependencyOf, NATS, REDIS, replicaOf, serviceOf, shardOf, type Part } from './part.js';
import type { Readings } from './service-window.js';
import type { State } from './state.js';
import { where, type Vector } from './vector.js';

/** Something that is not as it should be. */
export interface Finding {
  readonly part: Part;
  readonly state: State;
  readonly text: string;
  /** The services that say so. */
  readonly services: readonly string[];
}

interface Check {
  readonly read: (readings: Readings) => Vector;
  readonly about: (labels: Labels) => Part;
  readonly judge: (value: number) => State;
  readonly says: (value: number, labels: Labels) => string;
}

const REQUESTS = 'http_server_request_duration_seconds';
const SERVICE = ['service'];

const seconds = (value: number): string =>
  value < 1 ? `${Math.round(value * 1_000)} ms` : `${value.toFixed(1)} s`;
const percent = (value: number): string => `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;

const above =
  (warn: number, bad: number): Check['judge'] =>
  (value) =>
    value >= bad ? 'bad' : value >= warn ? 'warn' : 'ok';
const zeroIs =
  (state: State): Check['judge'] =>
  (value) =>
    value === 0 ? state : 'ok';

const by =
  (read: Read, labels: readonly string[]): Check['read'] =>
  (readings) =>
    read(readings, labels);
const latest =
  (metric: string): Check['read'] =>
  (readings) =>
    readings.latest(metric);

const idle: Check['read'] = (readings) => {
  const group = ['messaging_consumer_group_name'];
  const nameOf = ({ messaging_consumer_group_name = '' }: Labels): string => messaging_consumer_group_name;
  const handled = rate('messaging_process_duration_seconds_count')(readings, group);
  const busy = new Set(handled.filter(({ value }) => value > 0).map(({ labels }) => nameOf(labels)));
  return where(
    greatest('tenfold_consumer_pending_messages')(readings, group),
    (labels) => !busy.has(nameOf(labels)),
  );
};

/** What is looked at after every scrape. Of what is not told, nothing is said. */
const CHECKS: readonly Check[] = [
  {
    read: (readings) => readings.up(),
    about: serviceOf,
    judge: zeroIs('bad'),
    says: () => 'does not answer on its port for operators',
  },
  {
    read: by(share(rate(`${REQUESTS}_count`, isServerError), rate(`${REQUESTS}_count`)), SERVICE),
    about: serviceOf,
    judge: above(0.01, 0.05),
    says: (value) => `answers ${percent(value)} of requests with a 5xx`,
  },
  {
    read: by(quantileOf(0.99, REQUESTS, isAnswer), SERVICE),
    about: serviceOf,
    judge: above(0.5, 1),
    says: (value) => `one request in a hundred takes ${seconds(value)} or longer`,
  },
  {
    read: by(greatest('nodejs_eventloop_utilization_ratio'), SERVICE),
    about: serviceOf,
    judge: above(0.8, 0.95),
    says: (value) => `its event loop is busy ${percent(value)} of the time`,
  },
  {
    read: by(greatest('nodejs_eventloop_delay_p99_seconds'), SERVICE),
    about: serviceOf,
    judge: above(0.1, 0.5),
    says: (value) =>
      `its event loop comes ${seconds(value)} late: something computes for long, or the machine is busy`,
  },
  {
    read: by(share(total('v8js_memory_heap_used_bytes'), total('v8js_memory_heap_limit_bytes')), SERVICE),
    about: serviceOf,
    judge: above(0.8, 0.95),
    says: (value) => `its heap is ${percent(value)} of what it may be`,
  },
  {
    read: by(rate('tenfold_shed_total'), SERVICE),
    about: serviceOf,
    judge: above(Number.MIN_VALUE, Infinity),
    says: () => 'refuses work, for it has too much of it',
  },
  {
    read: by(greatest('tenfold_outbox_age_seconds'), ['service', 'tenfold_shard']),
    about: serviceOf,
    judge: above(5, 30),
    says: (value, { tenfold_shard }) =>
      `an event in the outbox of ${tenfold_shard} has waited ${seconds(value)}`,
  },
  {
    read: by(total('db_client_connection_pending_requests'), ['service', 'db_client_connection_pool_name']),
    about: serviceOf,
    judge: above(1, 20),
    says: (value, labels) => `${value} wait for a connection to ${labels['db_client_connection_pool_name']}`,
  },
  {
    read: (readings) => readings.dependencies(),
    about: dependencyOf,
    judge: zeroIs('bad'),
    says: () => 'cannot be reached',
  },
  { read: latest('tenfold_shard_up'), about: shardOf, judge: zeroIs('bad'), says: () => 'cannot be reached' },
  {
    read: by(quantileOf(0.99, 'db_client_operation_duration_seconds'), ['tenfold_shard']),
    about: shardOf,
    judge: above(0.25, 1),
    says: (value) => `one statement in a hundred takes ${seconds(value)} or longer`,
  },
  {
    read: latest('tenfold_replica_up'),
    about: replicaOf,
    judge: zeroIs('bad'),
    says: () => 'cannot be reached',
  },
  {
    read: by(greatest('tenfold_replica_lag_seconds'), ['tenfold_shard', 'tenfold_replica']),
    about: replicaOf,
    judge: above(2, 10),
    says: (value) => `its answers are up to ${seconds(value)} old`,
  },
  {
    read: latest('tenfold_cache_store_up'),
    about: () => REDIS,
    judge: zeroIs('bad'),
    says: () => 'cannot be reached',
  },
  {
    read: latest('tenfold_cache_bus_up'),
    about: () => REDIS,
    judge: zeroIs('warn'),
    says: () => 'does not tell what is no longer valid',
  },
  {
    read: latest('tenfold_messaging_up'),
    about: () => NATS,
    judge: zeroIs('bad'),
    says: () => 'cannot be reached',
  },
  {
    read: by(greatest('tenfold_dead_letters'), ['messaging_destination_name']),
    about: () => NATS,
    judge: above(1, Infinity),
    says: (value, labels) => `${value} dead letters of ${labels['messaging_destination_name']}`,
  },
  {
    read: by(greatest('tenfold_consumer_pending_messages'), ['messaging_consumer_group_name']),
    about: consumerOf,
    judge: above(100, 1_000),
    says: (value) => `${value} events wait for it`,
  },
  {
    read: idle,
    about: consumerOf,
    // Fewer may have come since it was last heard of.
    judge: above(Infinity, 10),
    says: (value) => `handles nothing while ${value} events wait`,
  },
];

/** All that is wrong now; what several services say of one part is one finding. */
export function findingsOf(readings: Readings): readonly Finding[] {
  const findings = new Map<string, Finding>();
  for (const { read, about, judge, says } of CHECKS) {
    for (const { labels, value } of read(readings)) {
      const [part, state, text] = [about(labels), judge(value), says(value, labels)];
      if (state === 'ok') continue;
      const key = JSON.stringify([part, state, text]);
      const services = new Set(findings.get(key)?.services);
      if (part.kind !== 'service' && labels['service'] !== undefined) services.add(labels['service']);
      findings.set(key, { part, state, text, services: [...services].sort() });
    }
  }
  return [...findings.values()];
}
