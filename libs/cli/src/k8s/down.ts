import { parseArgs } from 'node:util';
import { withoutLinks } from '../charts/rendering.js';
import { Failure } from '../output/failure.js';
import { step } from '../output/steps.js';
import { helm, inNamespace, mustKubectl, openCluster, RELEASE, SELECTOR } from './cluster.js';

export async function down(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      namespace: { type: 'string', default: 'tenfold' },
      data: { type: 'boolean', default: false },
    },
  });
  const cluster = await openCluster(values.namespace);
  process.stdout.write(`Context ${cluster.context}, namespace ${cluster.namespace}\n`);
  await step('helm', async () => {
    const options = ['--ignore-not-found', '--wait', '--timeout', '5m'];
    const { code, stderr } = await helm(['uninstall', RELEASE, ...options, ...inNamespace(cluster)]);
    if (code !== 0) throw new Failure(`helm: ${withoutLinks(stderr)}`);
    return 'uninstalled';
  });
  if (!values.data) {
    process.stdout.write('Volumes and the Secrets that open them are kept; --data deletes them.\n');
    return 0;
  }
  await step('data', async () => {
    const kinds = 'persistentvolumeclaims,secrets';
    await mustKubectl(['delete', kinds, '--selector', SELECTOR, '--wait', ...inNamespace(cluster)]);
    return 'deleted';
  });
  return 0;
}
