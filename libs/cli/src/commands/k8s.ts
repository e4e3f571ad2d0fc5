import { Failure } from '../output/failure.js';
import type { Command } from './command.js';

/** Each is loaded when it is called, as the verbs are. */
const VERBS: Readonly<Record<string, () => Promise<Command>>> = {
  up: async () => (await import('../k8s/up.js')).up,
  test: async () => (await import('../k8s/test.js')).test,
  load: async () => (await import('../k8s/load/load.js')).load,
  chaos: async () => (await import('../k8s/chaos/chaos.js')).chaos,
  down: async () => (await import('../k8s/down.js')).down,
};

/** The same platform from its charts, in the cluster of the current kube context. */
export async function k8s([verb = '', ...args]: string[]): Promise<number> {
  const loadVerb = VERBS[verb];
  if (loadVerb === undefined)
    throw new Failure(`tenfold k8s: ${Object.keys(VERBS).join(', ')}; not "${verb}".`, 2);
  return (await loadVerb())(args);
}
