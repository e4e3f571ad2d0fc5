import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CommandResult } from '../binaries/run-command.js';
import { chartChecks } from '../charts/chart-checks.js';
import { formatDuration } from '../output/duration.js';
import { Failure } from '../output/failure.js';
import { table } from '../output/table.js';
import { ROOT } from '../root.js';
import { SERVICES } from '../stack/service-names.js';
import { generate } from '../testing/generators.js';
import { jest, node } from '../testing/jest.js';
import { checkMigrations } from '../testing/migrations.js';

interface Check {
  readonly name: string;
  run(): Promise<CommandResult>;
}

const README_LINES = 60;
const BOUNDARIES = 'libs/codegen/src/boundaries';

/** Everything that must hold of the sources. To add a check, add a line: a name and what runs; code 0 is good. */
function checks(fix: boolean): readonly Check[] {
  const prettier = fix ? ['--write', '--log-level=warn'] : ['--check', '--log-level=warn'];
  return [
    ...SERVICES.map((name) => ({
      name: `openapi ${name}`,
      run: () => generate(`services/${name}/dist/openapi.js`, !fix),
    })),
    { name: 'generated files', run: () => generate('libs/codegen/dist/main.js', !fix) },
    { name: 'migrations', run: () => checkMigrations(fix) },
    { name: 'format', run: () => node('prettier/bin/prettier.cjs', [...prettier, '.']) },
    {
      name: 'lint',
      run: () => node('eslint/bin/eslint.js', ['.', '--max-warnings=0', ...(fix ? ['--fix'] : [])]),
    },
    { name: 'types', run: () => node('typescript/bin/tsc', ['-p', 'tsconfig.json']) },
    { name: 'boundaries', run: () => jest(['--selectProjects', 'unit', '--testPathPatterns', BOUNDARIES]) },
    { name: 'readme', run: checkReadme },
    ...chartChecks(fix),
  ];
}

export async function check(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { fix: { type: 'boolean', default: false } },
  });
  const all = checks(values.fix);
  const selected = all.filter(
    ({ name }) => positionals.length === 0 || positionals.some((word) => name.startsWith(word)),
  );
  if (selected.length === 0) {
    throw new Failure(`There is no such check; there are ${all.map(({ name }) => name).join(', ')}.`, 2);
  }
  const failures: { name: string; output: string }[] = [];
  const rows = [['CHECK', 'RESULT', 'TIME']];
  for (const { name, run } of selected) {
    process.stdout.write(`  ${name} ...\n`);
    const begun = performance.now();
    const { code, output } = await run();
    rows.push([name, code === 0 ? 'ok' : 'FAILED', formatDuration(performance.now() - begun)]);
    if (code !== 0) failures.push({ name, output });
  }
  for (const { name, output } of failures) process.stdout.write(`\n---- ${name} ----\n${output}\n`);
  process.stdout.write(`\n${table(rows)}\n`);
  return failures.length === 0 ? 0 : 1;
}

function checkReadme(): Promise<CommandResult> {
  const file = join(ROOT, 'README.md');
  if (!existsSync(file)) return Promise.resolve({ code: 'missing', output: 'There is no README.md.' });
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n').length;
  const output = `README.md has ${lines} lines; it must fit a screen: at most ${README_LINES}.`;
  return Promise.resolve({ code: lines <= README_LINES ? 0 : 1, output });
}
