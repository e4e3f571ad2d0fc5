import {
  greatest,
  isAnswer,
  isServerError,
  quantileOf,
  rate,
  share,
  total,
  type Read,
  type Unit,
} from './chart.js';
import type { Finding } from './checks.js';
import type { Labels } from './exposition.js';
import {
  consumerOf,
  dependencyOf,
  keyOf,
  KINDS,
  NATS,
  REDIS,
  replicaOf,
  serviceOf,
  shardOf,
  type Part,
} from './part.js';
import type { Readings } from './service-window.js';
import { worstOf, type State } from './state.js';

export interface Fact {
  readonly label: string;
  readonly value: number;
  readonly unit: Unit;
}

/** One part at a glance. */
export interface Tile extends Part {
  readonly state: State;
  readonly reasons: readonly string[];
  readonly facts: readonly Fact[];
}

interface Source extends Pick<Fact, 'label' | 'unit'> {
  readonly read: Read;
  readonly by: readonly string[];
  readonly about: (labels: Labels) => Part;
}

const REQUESTS = 'http_server_request_duration_seconds';
const STATEMENTS = 'db_client_operation_duration_seconds';
const REPLICA = ['tenfold_shard', 'tenfold_replica'];
const CONSUMER = ['messaging_consumer_group_name'];

const ofService = (label: string, unit: Unit, read: Read): Source => ({
  label,
  unit,
  read,
  by: ['service'],
  about: serviceOf,
});

const FACTS: readonly Source[] = [
  ofService('requests', 'per second', rate(`${REQUESTS}_count`)),
  ofService('p99', 'seconds', quantileOf(0.99, REQUESTS, isAnswer)),
  ofService('errors', 'ratio', share(rate(`${REQUESTS}_count`, isServerError), rate(`${REQUESTS}_count`))),
  ofService('loop busy', 'ratio', greatest('nodejs_eventloop_utilization_ratio')),
  ofService('CPU', 'cores', rate('process_cpu_seconds_total')),
  ofService('memory', 'bytes', total('process_resident_memory_bytes')),
  {
    label: 'statements',
    unit: 'per second',
    read: rate(`${STATEMENTS}_count`),
    by: ['tenfold_shard'],
    about: shardOf,
  },
  {
    label: 'p99',
    unit: 'seconds',
    read: quantileOf(0.99, STATEMENTS),
    by: ['tenfold_shard'],
    about: shardOf,
  },
  {
    label: 'lag',
    unit: 'seconds',
    read: greatest('tenfold_replica_lag_seconds'),
    by: REPLICA,
    about: replicaOf,
  },
  {
    label: 'waiting',
    unit: 'number',
    read: greatest('tenfold_consumer_pending_messages'),
    by: CONSUMER,
    about: consumerOf,
  },
  {
    label: 'handled',
    unit: 'per second',
    read: rate(
      'messaging_process_duration_seconds_count',
      (labels) => labels['messaging_consumer_group_name'] !== '',
    ),
    by: CONSUMER,
    about: consumerOf,
  },
  { label: 'reads', unit: 'per second', read: rate('tenfold_cache_reads_total'), by: [], about: () => REDIS },
  {
    label: 'handled',
    unit: 'per second',
    read: rate('messaging_process_duration_seconds_count'),
    by: [],
    about: () => NATS,
  },
];

/** The parts that anybody has ever spoken of: what is down must not vanish. */
export class Tiles {
  private readonly parts = new Map<string, Part>();

  of(readings: Readings, findings: readonly Finding[]): readonly Tile[] {
    const seen = [
      ...readings.up().map(({ labels }) => serviceOf(labels)),
      ...readings.dependencies().map(({ labels }) => dependencyOf(labels)),
      ...readings.latest('tenfold_shard_up').map(({ labels }) => shardOf(labels)),
      ...readings.latest('tenfold_replica_up').map(({ labels }) => replicaOf(labels)),
      ...readings.latest('tenfold_consumer_pending_messages').map(({ labels }) => consumerOf(labels)),
    ];
    for (const part of seen) this.parts.set(keyOf(part), part);
    const facts = factsOf(readings);
    return [...this.parts.values()].sort(inOrder).map((part) => {
      const about = findings.filter((finding) => keyOf(finding.part) === keyOf(part));
      return {
        ...part,
        state: worstOf(about.map(({ state }) => state)),
        reasons: about.map(({ text, services }) =>
          services.length === 0 ? text : `${text} (${services.join(', ')})`,
        ),
        facts: facts.get(keyOf(part)) ?? [],
      };
    });
  }
}

function factsOf(readings: Readings): ReadonlyMap<string, readonly Fact[]> {
  const facts = new Map<string, Fact[]>();
  for (const { label, unit, read, by, about } of FACTS) {
    for (const { labels, value } of read(readings, by)) {
      const key = keyOf(about(labels));
      facts.set(key, [...(facts.get(key) ?? []), { label, unit, value }]);
    }
  }
  return facts;
}

function inOrder(a: Part, b: Part): number {
  return KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1);
}
