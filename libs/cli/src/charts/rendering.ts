import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Failure } from '../output/failure.js';
import type { Chart } from './chart-folder.js';
import { runTool } from './run-tool.js';
import { toolPath } from './tools.js';
import { API_VERSIONS, KUBERNETES } from './versions.js';

/** One chart with one of its files of values, as a cluster would get it. */
export interface Rendering {
  readonly chart: Chart;
  readonly values: string;
  /** For messages: `tenfold with ci/keda-values.yaml`. */
  readonly title: string;
  readonly text: string;
}

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

export const RELEASE = 'tenfold';

/** Every chart that can be installed with each of its files of values; the charts' defaults alone where there are none. */
export function renderingsOf(charts: readonly Chart[]): readonly { chart: Chart; values: string }[] {
  return charts
    .filter(({ library }) => !library)
    .flatMap((chart) =>
      (chart.values.length === 0 ? [''] : chart.values).map((values) => ({ chart, values })),
    );
}

export async function renderAll(charts: readonly Chart[]): Promise<readonly Rendering[]> {
  const renderings = [];
  for (const { chart, values } of renderingsOf(charts)) renderings.push(await render(chart, values));
  return renderings;
}

export async function render(chart: Chart, values: string): Promise<Rendering> {
  const title = titleOf(chart, values);
  const args = [
    'template',
    RELEASE,
    chart.directory,
    '--namespace',
    RELEASE,
    '--kube-version',
    KUBERNETES,
    ...API_VERSIONS.flatMap((version) => ['--api-versions', version]),
    ...valuesArguments(chart, values),
  ];
  const { code, stdout, stderr } = await runTool(await toolPath('helm'), args);
  if (code !== 0) throw new Failure(`${title} cannot be rendered:\n${withoutLinks(stderr)}`);
  return { chart, values, title, text: stdout };
}

export function titleOf(chart: Chart, values: string): string {
  return `${chart.name} with ${values === '' ? 'its defaults' : values}`;
}

export function valuesArguments(chart: Chart, values: string): string[] {
  return values === '' ? [] : ['--values', join(chart.directory, values)];
}

export function objectsOf(text: string): readonly KubernetesObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as KubernetesObject | null)
    .filter((object) => object !== null);
}

/** Helm reports each symbolic link that it follows; the charts' dependencies are such links. */
export function withoutLinks(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !line.includes('found symbolic link in path'))
    .join('\n')
    .trim();
}
