import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Chart } from './chart-folder.js';
import { objectsOf, type KubernetesObject, type Rendering } from './rendering.js';
import { runTool, type ToolResult } from './run-tool.js';
import { toolEnvironment, toolPath } from './tools.js';

interface Group {
  readonly name: string;
  readonly rules: readonly object[];
}

/** What promtool says of the rules that each rendering has, and of the tests beside the charts. */
export async function checkRules(
  charts: readonly Chart[],
  renderings: readonly Rendering[],
): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'tenfold-rules-'));
  try {
    const problems = [];
    for (const { title, text } of renderings) {
      // A file for each object, as the operator makes them: one metric may be recorded by several, for a service each.
      const files = ruleObjectsOf(text).map(({ metadata, spec }) =>
        write(directory, metadata.name, spec.groups),
      );
      if (files.length === 0) continue;
      const { code, stdout, stderr } = await promtool(['check', 'rules', '--lint-fatal', ...files]);
      if (code !== 0) problems.push(`${title}: ${`${stdout}\n${stderr}`.trim()}`);
    }
    for (const chart of charts) problems.push(...(await testRules(chart, renderings, directory)));
    return problems;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The tests are for all rules, so they get those of the rendering that has most of them. */
async function testRules(
  chart: Chart,
  renderings: readonly Rendering[],
  directory: string,
): Promise<string[]> {
  const tests = globSync('promtool/*_test.yaml', { cwd: chart.directory }).sort();
  if (tests.length === 0) return [];
  const [fullest] = renderings
    .filter((rendering) => rendering.chart.name === chart.name)
    .map(({ title, text }) => ({ title, groups: groupsOf(text) }))
    .sort((a, b) => rulesIn(b.groups) - rulesIn(a.groups));
  if (fullest === undefined || rulesIn(fullest.groups) === 0)
    return [`${chart.name} has tests of rules, and no file of values that makes a PrometheusRule`];
  const copy = join(directory, chart.name);
  mkdirSync(copy);
  cpSync(join(chart.directory, 'promtool'), copy, { recursive: true });
  write(copy, 'rules', fullest.groups);
  const files = tests.map((file) => file.replace('promtool/', ''));
  const { code, stdout, stderr } = await promtool(['test', 'rules', ...files], copy);
  return code === 0 ? [] : [`${fullest.title}: ${`${stdout}\n${stderr}`.trim()}`];
}

/** The groups of all PrometheusRules, for one file, in which a name must not stand twice. */
export function groupsOf(text: string): readonly Group[] {
  const groups = ruleObjectsOf(text).flatMap(({ metadata, spec }) =>
    spec.groups.map((group) => ({ group, owner: metadata.name })),
  );
  const times = (name: string): number => groups.filter(({ group }) => group.name === name).length;
  return groups.map(({ group, owner }) =>
    times(group.name) === 1 ? group : { ...group, name: `${owner}/${group.name}` },
  );
}

function ruleObjectsOf(text: string): readonly Rule[] {
  return objectsOf(text).filter(isRule);
}

type Rule = KubernetesObject & { readonly spec: { readonly groups: readonly Group[] } };

function isRule(object: KubernetesObject): object is Rule {
  return object.kind === 'PrometheusRule';
}

function rulesIn(groups: readonly Group[]): number {
  return groups.reduce((sum, { rules }) => sum + rules.length, 0);
}

function write(directory: string, name: string, groups: readonly Group[]): string {
  const file = join(directory, `${name}.yaml`);
  writeFileSync(file, stringify({ groups }, { aliasDuplicateObjects: false }));
  return file;
}

async function promtool(args: readonly string[], cwd?: string): Promise<ToolResult> {
  const path = await toolPath('promtool');
  return runTool(path, args, { env: toolEnvironment(path), ...(cwd === undefined ? {} : { cwd }) });
}
