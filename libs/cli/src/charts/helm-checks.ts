import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chart } from './chart-folder.js';
import { renderingsOf, titleOf, valuesArguments, withoutLinks } from './rendering.js';
import { runTool } from './run-tool.js';
import { toolPath } from './tools.js';
import { KUBERNETES } from './versions.js';

/** `helm lint` of every chart that can be installed, with each of its files of values. A warning is a problem. */
export async function lintCharts(charts: readonly Chart[]): Promise<string[]> {
  const helm = await toolPath('helm');
  const problems = [];
  for (const { chart, values } of renderingsOf(charts)) {
    const options = ['--strict', '--quiet', '--kube-version', KUBERNETES];
    const args = ['lint', chart.directory, ...options, ...valuesArguments(chart, values)];
    const { code, stdout, stderr } = await runTool(helm, args);
    if (code !== 0)
      problems.push(`${titleOf(chart, values)}:\n${withoutLinks(`${stdout.trim()}\n${stderr}`)}`);
  }
  return problems;
}

/** The suites of each chart alone: those of its dependencies run as their own. */
export async function unittestCharts(charts: readonly Chart[]): Promise<string[]> {
  const installable = charts.filter(({ library }) => !library);
  const untested = installable.filter(
    ({ directory }) => globSync('tests/*_test.yaml', { cwd: directory }).length === 0,
  );
  const problems = untested.map(({ name }) => `${name} has no suite: tests/*_test.yaml`);
  const args = ['--strict', '--with-subchart=false', ...installable.map(({ directory }) => directory)];
  const { code, stdout, stderr } = await runTool(await toolPath('helm-unittest'), args);
  return code === 0 ? problems : [...problems, withoutLinks(`${stdout}\n${stderr}`)];
}

/** The README.md of each chart, as helm-docs would write it. With `fix` it is written. */
export async function documentCharts(charts: readonly Chart[], fix: boolean): Promise<string[]> {
  const helmDocs = await toolPath('helm-docs');
  const problems = [];
  for (const { name, directory } of charts) {
    // Which version a helm-docs is, only released binaries know: the footer would differ by where it comes from.
    const options = ['--skip-version-footer', '--dry-run', '--log-level=error', '--sort-values-order=file'];
    const { code, stdout, stderr } = await runTool(helmDocs, ['--chart-search-root=.', ...options], {
      cwd: directory,
    });
    const file = join(directory, 'README.md');
    const wanted = `${stdout.trimEnd()}\n`;
    if (code !== 0 || stdout.trim() === '') problems.push(`${name} cannot be documented: ${stderr.trim()}`);
    else if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
    else if (fix) writeFileSync(file, wanted);
    else problems.push(`${name}: README.md is not what helm-docs writes; ./tenfold check charts --fix does.`);
  }
  return problems;
}
