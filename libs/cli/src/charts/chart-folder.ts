import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { Failure } from '../output/failure.js';

export interface Chart {
  readonly name: string;
  readonly directory: string;
  readonly library: boolean;
  /** Under these names the values of other charts stand among its own. */
  readonly dependencies: readonly Dependency[];
  /** The files of values that it is rendered with, relative to its folder. */
  readonly values: readonly string[];
}

export interface Dependency {
  readonly key: string;
  readonly chart: string;
}

interface ChartFile {
  readonly type?: string;
  readonly dependencies?: readonly { readonly name: string; readonly alias?: string }[];
}

/** The charts whose folders lie in this one. */
export function readCharts(folder: string): readonly Chart[] {
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const charts = names
    .map((name) => join(folder, name))
    .filter((directory) => existsSync(join(directory, 'Chart.yaml')))
    .map(readChart);
  if (charts.length === 0) throw new Failure(`There is no chart in ${folder}.`);
  return charts;
}

function readChart(directory: string): Chart {
  const { type, dependencies = [] } = readYaml<ChartFile>(join(directory, 'Chart.yaml'));
  return {
    name: basename(directory),
    directory,
    library: type === 'library',
    dependencies: dependencies.map(({ name, alias }) => ({ key: alias ?? name, chart: name })),
    values: globSync('ci/*-values.yaml', { cwd: directory }).sort(),
  };
}

export function readYaml<T>(file: string): T {
  return parse(readFileSync(file, 'utf8')) as T;
}
