import type { RebuildReport } from '@tenfold/delivery';
import { parseArgs } from 'node:util';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { markCounted } from '../stack/counted-sums.js';
import { mainProfile } from '../stack/profile.js';
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
  const rebuilt = await runRebuild(service, [...words, ...(values.restart ? ['--restart'] : [])]);
  if (words.length === 0) markCounted(mainProfile(), service);
  process.stdout.write(
    values.json ? `${JSON.stringify({ rebuilt }, null, 2)}\n` : `${renderRebuilt(rebuilt)}\n`,
  );
  return 0;
}

/** Has a service make its sums again. @param words of the service's own: a target, or none for all, and `--restart` */
export async function runRebuild(
  service: ServiceName,
  words: readonly string[],
): Promise<readonly RebuildReport[]> {
  const { code, output } = await runEntry(service, ENTRY, words);
  const line = output.split('\n').find((one) => /^\{"(rebuilt|unknown)"/.test(one));
  const answer: Answer = line === undefined ? {} : (JSON.parse(line) as Answer);
  if (answer.unknown !== undefined) throw new Failure(`tenfold rebuild ${service}: ${answer.unknown}`, 2);
  if (code !== 0 || answer.rebuilt === undefined)
    throw new Failure(`${service} could not rebuild; is everything up?\n\n${output.slice(-2_000)}`);
  return answer.rebuilt;
}

/** Where one has begun stands there only where one was taken up again. */
export function renderRebuilt(rebuilt: readonly RebuildReport[]): string {
  const resumed = rebuilt.some(({ resumedAt }) => resumedAt !== null);
  const rows = rebuilt.map(({ target, steps, rebuilt: sums, resumedAt }) => [
    target,
    String(steps),
    String(sums),
    ...(resumed ? [resumedAt ?? 'the beginning'] : []),
  ]);
  return table([['SUMS', 'STEPS', 'MADE AGAIN', ...(resumed ? ['FROM'] : [])], ...rows]);
}
