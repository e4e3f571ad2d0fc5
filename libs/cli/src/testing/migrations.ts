import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Checksums, Migration } from '@tenfold/statements';
import type { CommandResult } from '../binaries/run-command.js';
import { ROOT } from '../root.js';
import { SERVICES, type ServiceName } from '../stack/service-names.js';

/** Whether every service's migrations may run beside the previous release, and none was edited after it was merged. */
export async function checkMigrations(fix: boolean): Promise<CommandResult> {
  const problems = [];
  for (const service of SERVICES) problems.push(...(await checkService(service, fix)));
  const output = problems.join('\n');
  return { code: problems.length === 0 ? 0 : 1, output };
}

async function checkService(service: ServiceName, fix: boolean): Promise<string[]> {
  const { checkHistory, readMigration, withNew } = await import('@tenfold/statements');
  const file = join(ROOT, 'services', service, 'src/database/migrations/checksums.json');
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Checksums) : {};
  const migrations = [];
  for (const make of await migrationsOf(service)) migrations.push(await readMigration(make));
  const all = fix ? withNew(migrations, known) : known;
  if (fix) writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  return (await checkHistory(migrations, all)).map((problem) => `${service}: ${problem}`);
}

/** As they are compiled: a tool imports no service, and this one wants nothing but its list. */
async function migrationsOf(service: ServiceName): Promise<readonly (new () => Migration)[]> {
  const file = join(ROOT, 'services', service, 'dist/database/plan.js');
  const loaded = (await import(pathToFileURL(file).href)) as Record<
    string,
    { readonly migrations?: readonly (new () => Migration)[] }
  >;
  return Object.values(loaded).flatMap(({ migrations = [] }) => migrations);
}
