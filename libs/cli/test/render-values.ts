import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { withoutLinks } from '../src/charts/rendering.js';
import { runTool } from '../src/charts/run-tool.js';
import { toolPath } from '../src/charts/tools.js';
import { API_VERSIONS, KUBERNETES } from '../src/charts/versions.js';

const CHART = join(import.meta.dirname, '../../../charts/tenfold');

export interface Rendered {
  readonly objects: readonly Manifest[];
  readonly text: string;
  /** What Helm refused it with; empty when it rendered. */
  readonly refusal: string;
}

export interface Manifest {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Texts;
    readonly annotations?: Texts;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

export type Texts = Readonly<Record<string, unknown>>;

/** The umbrella chart with values as a file has them: JSON is YAML, and numbers reach templates as they do from any file. */
export async function renderWith(
  values: unknown,
  release = 'tenfold',
  more: string[] = [],
): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-values-'));
  try {
    const file = join(folder, 'values.json');
    writeFileSync(file, JSON.stringify(values));
    const versions = API_VERSIONS.flatMap((version) => ['--api-versions', version]);
    const { code, stdout, stderr } = await runTool(await toolPath('helm'), [
      ...['template', release, CHART, '--kube-version', KUBERNETES, ...versions, '--values', file],
      ...more,
    ]);
    if (code !== 0) return { objects: [], text: '', refusal: withoutLinks(stderr) };
    return { objects: manifestsIn(stdout), text: stdout, refusal: '' };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As Kubernetes reads YAML, by version 1.1, in which `off` is a boolean. */
export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text, { version: '1.1', uniqueKeys: true })
    .map((document) => {
      if (document.errors.length > 0) throw new Error(String(document.errors[0]));
      return document.toJS() as Manifest | null;
    })
    .filter((object) => object !== null);
}

export function find(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found;
}

/** What is said of an object's pods. */
export function podsOf({ spec }: Manifest): { metadata: Manifest['metadata']; spec: PodSpec } {
  return spec?.['template'] as { metadata: Manifest['metadata']; spec: PodSpec };
}

export interface PodSpec {
  readonly nodeSelector?: Texts;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
}

export interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string; readonly value?: unknown }[];
}
