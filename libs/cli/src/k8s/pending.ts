import { setTimeout as wait } from 'node:timers/promises';
import { inNamespace, kubectl, type Cluster } from './cluster.js';

const EVERY_MS = 5_000;

/** A pod that no node takes, and why. */
export interface PendingPod {
  readonly pod: string;
  readonly why: string;
}

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string };
    readonly status: {
      readonly conditions?: readonly {
        readonly type: string;
        readonly status: string;
        readonly reason?: string;
        readonly message?: string;
      }[];
    };
  }[];
}

/** @param list what `kubectl get pods -o json` prints */
export function pendingPods(list: PodList): readonly PendingPod[] {
  return list.items.flatMap(({ metadata, status }) => {
    const refused = status.conditions?.find(
      ({ type, status: is, reason }) =>
        type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable',
    );
    return refused === undefined ? [] : [{ pod: metadata.name, why: refused.message ?? '' }];
  });
}

/** Does the work, and meanwhile tells of each pod, once, that it waits for a node: the work itself would only say so at its timeout. */
export async function tellingPending<T>(
  cluster: Cluster,
  tell: (pod: PendingPod) => void,
  work: () => Promise<T>,
): Promise<T> {
  const over = new AbortController();
  const watching = watch(cluster, tell, over.signal);
  try {
    return await work();
  } finally {
    over.abort();
    await watching;
  }
}

async function watch(cluster: Cluster, tell: (pod: PendingPod) => void, over: AbortSignal): Promise<void> {
  const told = new Set<string>();
  for (;;) {
    await wait(EVERY_MS, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    const { code, stdout } = await kubectl(['get', 'pods', '-o', 'json', ...inNamespace(cluster)]);
    if (code !== 0) continue;
    for (const pending of pendingPods(JSON.parse(stdout) as PodList)) {
      if (told.has(pending.pod)) continue;
      told.add(pending.pod);
      tell(pending);
    }
  }
}
