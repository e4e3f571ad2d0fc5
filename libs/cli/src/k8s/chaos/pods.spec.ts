import { podsIn, type ClusterObject } from './pods.js';
import { podOf } from './stores.js';

const owner = (kind: string, name: string) => [{ kind, name, controller: true }];
const pod = (name: string, [kind, of]: [string, string], label: string, ready = true): ClusterObject => ({
  kind: 'Pod',
  metadata: {
    name,
    uid: `uid of ${name}`,
    labels: { 'app.kubernetes.io/name': label },
    ownerReferences: owner(kind, of),
  },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const controller = (kind: 'ReplicaSet' | 'StatefulSet', name: string, replicas?: number): ClusterObject => ({
  kind,
  metadata: {
    name,
    uid: `uid of ${name}`,
    ...(kind === 'ReplicaSet' ? { ownerReferences: owner('Deployment', name.replace(/-\w+$/, '')) } : {}),
  },
  spec: replicas === undefined ? {} : { replicas },
});

const RELEASE: readonly ClusterObject[] = [
  controller('StatefulSet', 'tenfold-shard-1'),
  controller('ReplicaSet', 'tenfold-quiz-5b56', 2),
  controller('ReplicaSet', 'tenfold-issuer-59d4', 1),
  controller('ReplicaSet', 'tenfold-shard-1-pooler-fb45', 2),
  pod('tenfold-shard-1-0', ['StatefulSet', 'tenfold-shard-1'], 'tenfold-shard-1'),
  pod('tenfold-issuer-59d4-x', ['ReplicaSet', 'tenfold-issuer-59d4'], 'tenfold-issuer'),
  pod(
    'tenfold-shard-1-pooler-fb45-z',
    ['ReplicaSet', 'tenfold-shard-1-pooler-fb45'],
    'tenfold-shard-1-pooler',
  ),
  pod('tenfold-quiz-5b56-y', ['ReplicaSet', 'tenfold-quiz-5b56'], 'quiz'),
];

describe(podsIn, () => {
  it('should know services, the issuer, poolers and stores, what brings them back, and how many there are to be', () => {
    expect(podsIn(RELEASE).map(({ name, workload, part, wanted }) => [name, workload, part, wanted])).toEqual(
      [
        ['tenfold-quiz-5b56-y', 'tenfold-quiz', 'service', 2],
        ['tenfold-issuer-59d4-x', 'tenfold-issuer', 'issuer', 1],
        ['tenfold-shard-1-pooler-fb45-z', 'tenfold-shard-1-pooler', 'pooler', 2],
        ['tenfold-shard-1-0', 'tenfold-shard-1', 'store', 1],
      ],
    );
  });

  it.each<[string, ClusterObject]>([
    ['of a Job', pod('migrate', ['Job', 'tenfold-quiz-migrate-1'], 'quiz-migrate')],
    ['of an operator', pod('shard-1-1', ['Cluster', 'shard-1'], 'shard-1')],
    ['that belongs to nobody', { kind: 'Pod', metadata: { name: 'tenfold-smoke', uid: 's' } }],
    [
      'that was evicted',
      {
        ...pod('quiz', ['ReplicaSet', 'tenfold-quiz-5b56'], 'quiz'),
        kind: 'Pod',
        status: { phase: 'Failed' },
      },
    ],
  ])('should leave out a pod %s', (_what, object) => {
    expect(podsIn([...RELEASE, object])).toHaveLength(podsIn(RELEASE).length);
  });

  it('should not call a pod ready that is on its way out', () => {
    const leaving = RELEASE.map((object) => {
      return { ...object, metadata: { ...object.metadata, deletionTimestamp: '2026-11-28T12:00:00Z' } };
    });
    expect(new Set(podsIn(leaving).map(({ ready }) => ready))).toEqual(new Set([false]));
    expect(new Set(podsIn(RELEASE).map(({ ready }) => ready))).toEqual(new Set([true]));
  });
});

describe(podOf, () => {
  const pods = podsIn(RELEASE);

  it.each([
    ['tenfold-shard-1', 'tenfold-shard-1-0'],
    ['tenfold-shard-1-0.tenfold-shard-1', 'tenfold-shard-1-0'],
    ['tenfold-shard-1-rw', undefined],
    ['db.example.com', undefined],
  ])('should find the pod behind %s', (host, name) => {
    expect(podOf(host, pods)).toBe(name);
  });
});
