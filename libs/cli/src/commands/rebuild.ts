import type { RebuildReport } from '@tenfold/delivery';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../binaries/run-command.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { ROOT } from '../root.js';
import { serviceEnvironment } from '../stack/environment.js';
import { mainProfile } from '../stack/profile.js';
import { openSecrets } from '../stack/secrets.js';
import { SERVICES, type ServiceName } from '../stack/service-names.js';

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
  const able = SERVICES.filter((one) => existsSync(entryOf(one)));
  const service = able.find((one) => one === name);
  if (service === undefined || words.length > 1)
    throw new Failure(`tenfold rebuild: say whose sums, and at most one of them: ${able.join(', ')}`, 2);
  const rebuilt = await run(service, [...words, ...(values.restart ? ['--restart'] : [])]);
  process.stdout.write(values.json ? `${JSON.stringify({ rebuilt }, null, 2)}\n` : `${render(rebuilt)}\n`);
  return 0;
}

/** By the service's own code, in a process of its own: it alone may write its tables. */
async function run(service: ServiceName, words: readonly string[]): Promise<readonly RebuildReport[]> {
  const profile = mainProfile();
  const { code, output } = await runCommand(process.execPath, [entryOf(service), ...words], {
    cwd: ROOT,
    env: { ...serviceEnvironment(profile, openSecrets(profile), service), LOG_LEVEL: 'fatal' },
  });
  const line = output.split('\n').find((one) => /^\{"(rebuilt|unknown)"/.test(one));
  const answer: Answer = line === undefined ? {} : (JSON.parse(line) as Answer);
  if (answer.unknown !== undefined) throw new Failure(`tenfold rebuild ${service}: ${answer.unknown}`, 2);
  if (code !== 0 || answer.rebuilt === undefined)
    throw new Failure(`${service} could not rebuild; is everything up?\n\n${output.slice(-2_000)}`);
  return answer.rebuilt;
}

function entryOf(service: ServiceName): string {
  return join(ROOT, 'services', service, 'dist', 'rebuild.js');
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
