import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutLinks } from './rendering.js';
import { runTool } from './run-tool.js';
import { pipelinesOf, readModules, variableOf, type Release } from './skaffold.js';
import { toolPath } from './tools.js';
import { API_VERSIONS, KUBERNETES } from './versions.js';

/** Each release as skaffold would install it: it renders with its files of values, and runs every image that is built. */
export async function renderSkaffold(root: string): Promise<string[]> {
  const modules = readModules(readFileSync(join(root, 'skaffold.yaml'), 'utf8'));
  const pipelines = modules.flatMap(pipelinesOf);
  const artifacts = pipelines.flatMap(({ pipeline }) => pipeline.build?.artifacts ?? []);
  const images = [...new Set(artifacts.map(({ image }) => image))];
  const problems = [];
  for (const { title, pipeline } of pipelines)
    for (const release of pipeline.deploy?.helm?.releases ?? [])
      problems.push(...(await problemsOf(release, images, root)).map((problem) => `${title}: ${problem}`));
  return problems;
}

async function problemsOf(release: Release, images: readonly string[], root: string): Promise<string[]> {
  const { code, stdout, stderr } = await runTool(await toolPath('helm'), argumentsOf(release, images), {
    cwd: root,
  });
  if (code !== 0) return [withoutLinks(stderr)];
  return images
    .filter((image) => !stdout.includes(`${nameOf(image)}:${TAG}`))
    .map((image) => `${release.chartPath} runs no ${image} when it is given its name and tag`);
}

const TAG = 'checked';

function nameOf(image: string): string {
  return `registry.example.com/${image}`;
}

function argumentsOf(release: Release, images: readonly string[]): string[] {
  const given = new Map(
    images.flatMap((image) => [
      [variableOf('REPO', image), nameOf(image)] as const,
      [variableOf('TAG', image), TAG] as const,
    ]),
  );
  const settings = Object.entries(release.setValueTemplates ?? {}).map(([key, template]) => {
    const value = template.replaceAll(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name: string) => given.get(name) ?? '');
    return `${key}=${value}`;
  });
  return [
    'template',
    release.name,
    release.chartPath,
    ...['--namespace', release.namespace ?? 'default', '--kube-version', KUBERNETES],
    ...API_VERSIONS.flatMap((version) => ['--api-versions', version]),
    ...(release.valuesFiles ?? []).flatMap((file) => ['--values', file]),
    ...settings.flatMap((setting) => ['--set-string', setting]),
  ];
}
