import type { RebuildReport } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { hasEntry, runEntry } from '../stack/run-entry.js';
import { SERVICES, type ServiceName } from '../stack/service-names.js';

const ENTRY = 'rebuild.js';

interface Answer {
  readonly unknown?: string;
  readonly rebuilt?: readonly RebuildReport[];
}

export async function rebuild(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { restart: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  const [name = '', ...words] = positionals;
  const able = SERVICES.filter((one) => hasEntry(one, ENTRY));
  const service = able.find((one) => one === name);
  if (service === undefined || words.length > 1)
    throw new Failure(`tenfold rebuild: say whose sums, and at most one of them: ${able.join(', ')}`, 2);
  const rebuilt = await run(service, [...words, ...(values.restart ? ['--restart'] : [])]);
  process.stdout.write(values.json ? `${JSON.stringify({ rebuilt }, null, 2)}\n` : `${render(rebuilt)}\n`);
  return 0;
}

async function run(service: ServiceName, words: readonly string[]): Promise<readonly RebuildReport[]> {
  const { code, output } = await runEntry(service, ENTRY, words);
  const line = output.split('\n').find((one) => /^\{"(rebuilt|unknown)"/.test(one));
  const answer: Answer = line === undefined ? {} : (JSON.parse(line) as Answer);
  if (answer.unknown !== undefined) throw new Failure(`tenfold rebuild ${service}: ${answer.unknown}`, 2);
  if (code !== 0 || answer.rebuilt === undefined)
    throw new Failure(`${service} could not rebuild; is everything up?\n\n${output.slice(-2_000)}`);
  return answer.rebuilt;
}

function render(rebuilt: readonly RebuildReport[]): string {
  const rows = rebuilt.map(({ target, steps, rebuilt: sums, resumedAt }) => [
    target,
    String(steps),
    String(sums),
    resumedAt ?? '',
  ]);
  return table([['SUMS', 'STEPS', 'MADE AGAIN', 'RESUMED AT'], ...rows]);
}
