import type { Comparison, Difference } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { runEntry } from '../stack/run-entry.js';

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

async function compare(service: Comparer, repair: boolean): Promise<Comparison> {
  const { code, output } = await runEntry(service, 'reconcile.js', repair ? ['--repair'] : []);
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
