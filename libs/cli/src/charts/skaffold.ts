import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { readCharts, readYaml, type Chart } from './chart-folder.js';

export interface Artifact {
  readonly image: string;
  readonly context?: string;
  readonly docker?: {
    readonly dockerfile?: string;
    readonly buildArgs?: Readonly<Record<string, string>>;
  };
}

export interface Release {
  readonly name: string;
  readonly chartPath: string;
  readonly namespace?: string;
  readonly valuesFiles?: readonly string[];
  readonly setValueTemplates?: Readonly<Record<string, string>>;
}

interface Pipeline {
  readonly build?: { readonly artifacts?: readonly Artifact[] };
  readonly deploy?: { readonly helm?: { readonly releases?: readonly Release[] } };
}

interface Module extends Pipeline {
  readonly metadata: { readonly name: string };
  readonly profiles?: readonly (Pipeline & {
    readonly name: string;
    readonly patches?: readonly { readonly path: string }[];
  })[];
}

const PARTS = ['REPO', 'TAG', 'DIGEST'];

/** What skaffold would find out only when it runs: files that are not there, values that no chart has, images that nobody builds. */
export function checkSkaffold(root: string): string[] {
  const modules = readModules(readFileSync(join(root, 'skaffold.yaml'), 'utf8'));
  const artifacts = modules.flatMap((module) =>
    pipelinesOf(module).flatMap(({ title, pipeline }) =>
      (pipeline.build?.artifacts ?? []).map((artifact) => ({ title, artifact })),
    ),
  );
  const releases = modules.flatMap((module) =>
    pipelinesOf(module).flatMap(({ title, pipeline }) =>
      (pipeline.deploy?.helm?.releases ?? []).map((release) => ({ title, release })),
    ),
  );
  const images = [...new Set(artifacts.map(({ artifact }) => artifact.image))];
  const charts = readCharts(join(root, 'charts'));
  return [
    ...modules.flatMap(indexedPatches),
    ...artifacts.flatMap(({ title, artifact }) =>
      artifactProblems(artifact, root).map((problem) => `${title}: ${artifact.image}: ${problem}`),
    ),
    ...releases.flatMap(({ title, release }) =>
      [
        ...[release.chartPath, ...(release.valuesFiles ?? [])]
          .filter((file) => !existsSync(join(root, file)))
          .map((file) => `there is no ${file}`),
        ...templateProblems(release, images),
        ...Object.keys(release.setValueTemplates ?? {})
          .filter((key) => !hasValue(chartAt(release.chartPath, charts), key.split('.'), charts))
          .map((key) => `${release.chartPath} has no value ${key}`),
      ].map((problem) => `${title}: release ${release.name}: ${problem}`),
    ),
  ];
}

export function readModules(text: string): readonly Module[] {
  return parseAllDocuments(text, { merge: true }).map((document) => document.toJS() as Module);
}

/** A module's own pipeline, and what each of its profiles puts in place of parts of it. */
export function pipelinesOf(module: Module): readonly { title: string; pipeline: Pipeline }[] {
  const { name } = module.metadata;
  const profiles = (module.profiles ?? []).map((profile) => ({
    title: `module ${name}, profile ${profile.name}`,
    pipeline: profile,
  }));
  return [{ title: `module ${name}`, pipeline: module }, ...profiles];
}

/** A place in a list is another thing as soon as somebody adds one before it. */
function indexedPatches({ metadata, profiles = [] }: Module): string[] {
  return profiles.flatMap(({ name, patches = [] }) =>
    patches
      .filter(({ path }) => /\/\d+(\/|$)/.test(path))
      .map(
        ({ path }) =>
          `module ${metadata.name}, profile ${name}: the patch of ${path} names a place in a list`,
      ),
  );
}

function artifactProblems({ context = '.', docker = {} }: Artifact, root: string): string[] {
  const file = docker.dockerfile ?? 'Dockerfile';
  const service = docker.buildArgs?.['SERVICE'];
  return [
    ...(existsSync(join(root, context)) ? [] : [`there is no context ${context}`]),
    ...(existsSync(join(root, context, file)) ? [] : [`there is no ${join(context, file)}`]),
    ...(service !== undefined && existsSync(join(root, context, 'services', service))
      ? []
      : [`SERVICE names no folder of services/: ${service ?? 'it is not set'}`]),
  ];
}

/** Each image is given with name, tag and digest, and each name in a template is that of an image. */
function templateProblems({ setValueTemplates = {} }: Release, images: readonly string[]): string[] {
  const used = Object.values(setValueTemplates).flatMap((template) =>
    [...template.matchAll(/IMAGE_\w+/g)].map(([name]) => name),
  );
  const wanted = images.flatMap((image) => PARTS.map((part) => variableOf(part, image)));
  return [
    ...used.filter((name) => !wanted.includes(name)).map((name) => `${name} belongs to no artifact`),
    ...wanted.filter((name) => !used.includes(name)).map((name) => `${name} is not given to the chart`),
  ];
}

/** As skaffold names it: what a template's name may not contain is an underscore. */
export function variableOf(part: string, image: string): string {
  return `IMAGE_${part}_${image.replaceAll(/[-/.:]/g, '_')}`;
}

function chartAt(path: string, charts: readonly Chart[]): Chart | undefined {
  return charts.find(({ directory }) => directory.endsWith(`/${path}`));
}

/** Its own, or of a library that it is made of, or below the name of a dependency that dependency's. */
export function hasValue(
  chart: Chart | undefined,
  [first = '', ...rest]: readonly string[],
  charts: readonly Chart[],
): boolean {
  if (chart === undefined) return false;
  const path = [first, ...rest];
  if (isIn(readYaml<unknown>(join(chart.directory, 'values.yaml')), path)) return true;
  return chart.dependencies.some(({ key, chart: name }) => {
    const dependency = charts.find((one) => one.name === name);
    if (dependency?.library === true) return hasValue(dependency, path, charts);
    return key === first && rest.length > 0 && hasValue(dependency, rest, charts);
  });
}

function isIn(values: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return typeof values === 'object' && values !== null && key in values
    ? isIn((values as Readonly<Record<string, unknown>>)[key], rest)
    : false;
}
