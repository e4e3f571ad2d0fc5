import type { Pod } from '@tenfold/chaos';
import { Failure } from '../../output/failure.js';
import { RELEASE } from '../cluster.js';

/** All workloads, or those that were named, with or without the release's name. */
export function chosen(pods: readonly Pod[], words: readonly string[]): ReadonlySet<string> {
  if (pods.length === 0) throw new Failure(`There is no release ${RELEASE} in this namespace.`);
  const waiting = pods.filter(({ ready }) => !ready).map(({ name }) => name);
  if (waiting.length > 0) throw new Failure(`Not ready, so nothing is deleted: ${waiting.join(', ')}.`);
  const all = new Set(pods.map(({ workload }) => workload));
  const names = words.map((word) => (all.has(word) ? word : `${RELEASE}-${word}`));
  const strange = names.find((name) => !all.has(name));
  if (strange !== undefined)
    throw new Failure(`tenfold k8s chaos: there is no ${strange}; there are ${[...all].join(', ')}.`, 2);
  return names.length === 0 ? all : new Set(names);
}
