import type { Comparison, Difference } from '@tenfold/delivery';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { ROOT } from '../root.js';
import { serviceEnvironment } from '../stack/environment.js';
import { mainProfile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';

/** Orders first: what is mended there comes to the products by itself. */
const COMPARED_BY = ['orders', 'order-items', 'quiz'] as const;
type Comparer = (typeof COMPARED_BY)[number];

export async function reconcile(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { repair: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const differences: Difference[] = [];
  let compared = 0;
  for (const service of COMPARED_BY) {
    const found = await compare(service, values.repair);
    compared += found.compared;
    differences.push(...found.differences);
  }
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ compared, differences }, null, 2)}\n`
      : `${render(compared, differences)}\n`,
  );
  return differences.every(({ outcome }) => outcome === 'mended') ? 0 : 1;
}

/** By the service's own code, in a process of its own: it alone may read its tables. */
async function compare(service: Comparer, repair: boolean): Promise<Comparison> {
  const profile = mainProfile();
  const script = join(ROOT, 'services', service, 'dist', 'reconcile.js');
  const { code, output } = await runCommand(process.execPath, [script, ...(repair ? ['--repair'] : [])], {
    cwd: ROOT,
    env: { ...serviceEnvironment(profile, openSecrets(profile), service), LOG_LEVEL: 'fatal' },
  });
  const line = output.split('\n').find((one) => one.startsWith('{"compared"'));
  if (code !== 0 || line === undefined)
    throw new Failure(`${service} could not compare; is everything up?\n\n${output.slice(-2_000)}`);
  return JSON.parse(line) as Comparison;
}

function render(compared: number, differences: readonly Difference[]): string {
  if (differences.length === 0) return `Everything agrees (${compared} compared).`;
  const rows = differences.map(({ kind, key, outcome, detail }) => [kind, key, outcome, detail]);
  return table([['WHAT', 'OF', 'OUTCOME', 'DETAIL'], ...rows]);
}
