import type { Pod } from '@tenfold/chaos';
import { SERVICES } from '../../stack/service-names.js';
import { inNamespace, mustKubectl, RELEASE, SELECTOR, type Cluster } from '../cluster.js';

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

interface Metadata {
  readonly name: string;
  readonly uid: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly deletionTimestamp?: string;
  readonly ownerReferences?: readonly Owner[];
}

interface PodObject {
  readonly kind: 'Pod';
  readonly metadata: Metadata;
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

interface Controller {
  readonly kind: 'ReplicaSet' | 'StatefulSet';
  readonly metadata: Metadata;
  readonly spec: { readonly replicas?: number };
}

export type ClusterObject = PodObject | Controller;

const ORDER: readonly Pod['part'][] = ['service', 'issuer', 'pooler', 'store'];

export async function readPods(cluster: Cluster): Promise<Pod[]> {
  const kinds = 'pods,replicasets,statefulsets';
  const answer = await mustKubectl([
    ...['get', kinds, '--selector', SELECTOR, '-o', 'json'],
    ...inNamespace(cluster),
  ]);
  return podsIn((JSON.parse(answer) as { readonly items: readonly ClusterObject[] }).items);
}

/** The pods that somebody brings back: those of Jobs and tests come to an end, and those of operators are theirs. Services first. */
export function podsIn(objects: readonly ClusterObject[]): Pod[] {
  const controllers = objects.filter((object) => object.kind !== 'Pod');
  return objects
    .filter((object) => object.kind === 'Pod')
    .flatMap(({ metadata, status }) => {
      const owner = ownerOf(metadata);
      const controller = controllers.find(
        ({ kind, metadata: { name } }) => kind === owner?.kind && name === owner.name,
      );
      if (controller === undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed') return [];
      const ready = status?.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
      return [
        {
          name: metadata.name,
          uid: metadata.uid,
          workload: workloadOf(controller),
          part: partOf(metadata.labels?.['app.kubernetes.io/name'] ?? ''),
          wanted: controller.spec.replicas ?? 1,
          ready: ready && metadata.deletionTimestamp === undefined,
        },
      ];
    })
    .sort((a, b) => ORDER.indexOf(a.part) - ORDER.indexOf(b.part) || (a.name < b.name ? -1 : 1));
}

function ownerOf({ ownerReferences = [] }: Metadata): Owner | undefined {
  return ownerReferences.find(({ controller }) => controller === true);
}

/** A Deployment's pods belong to its ReplicaSet of the day. */
function workloadOf({ metadata }: Controller): string {
  return ownerOf(metadata)?.name ?? metadata.name;
}

function partOf(name: string): Pod['part'] {
  if (SERVICES.some((service) => service === name)) return 'service';
  if (name === `${RELEASE}-issuer`) return 'issuer';
  return name.endsWith('-pooler') ? 'pooler' : 'store';
}
