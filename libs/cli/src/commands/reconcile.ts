import { together, type Comparison } from '@tenfold/delivery';
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
  const parts: Comparison[] = [];
  for (const service of COMPARED_BY) parts.push(await compare(service, values.repair));
  const found = together(parts);
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : `${renderComparison(found)}\n`);
  return found.differences.every(({ outcome }) => outcome === 'mended') ? 0 : 1;
}

async function compare(service: Comparer, repair: boolean): Promise<Comparison> {
  const { code, output } = await runEntry(service, 'reconcile.js', repair ? ['--repair'] : []);
  const line = output.split('\n').find((one) => one.startsWith('{"compared"'));
  if (code !== 0 || line === undefined)
    throw new Failure(`${service} could not compare; is everything up?\n\n${output.slice(-2_000)}`);
  return JSON.parse(line) as Comparison;
}

/** What was compared, in words, and what disagrees. */
export function renderComparison({ compared, differences }: Comparison): string {
  const counts = Object.entries(compared).map(([what, count]) => `${count.toLocaleString('en')} ${what}`);
  const words = counts.length === 0 ? 'there was nothing to compare' : counts.join(', ');
  if (differences.length === 0) return `Everything agrees: ${words}.`;
  const rows = differences.map(({ kind, key, outcome, detail }) => [kind, key, outcome, detail]);
  return `${table([['WHAT', 'OF', 'OUTCOME', 'DETAIL'], ...rows])}\n\nCompared: ${words}.`;
}
