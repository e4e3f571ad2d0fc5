import { join } from 'node:path';
import { KINDS_WITHOUT_SCHEMA, SCHEMA_FILE } from './kinds.js';
import type { Rendering } from './rendering.js';
import { runTool } from './run-tool.js';
import { toolPath } from './tools.js';
import { KUBERNETES } from './versions.js';

interface Report {
  readonly resources?: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: 'statusInvalid' | 'statusError';
    readonly msg: string;
  }[];
}

/** Every object against the schema of its kind, without a network. */
export async function validate(renderings: readonly Rendering[], schemas: string): Promise<string[]> {
  const kubeconform = await toolPath('kubeconform');
  const skipped = Object.keys(KINDS_WITHOUT_SCHEMA).join(',');
  const options = ['-strict', '-output', 'json', '-skip', skipped, '-kubernetes-version', KUBERNETES];
  const args = [...options, '-schema-location', join(schemas, SCHEMA_FILE)];
  const problems = [];
  for (const { title, text } of renderings) {
    const { code, stdout, stderr } = await runTool(kubeconform, args, { input: text });
    if (code === 0) continue;
    const { resources = [] } = stdout.startsWith('{') ? (JSON.parse(stdout) as Report) : {};
    if (resources.length === 0) problems.push(`${title}: ${stderr.trim()}`);
    problems.push(...resources.map(({ kind, name, msg }) => `${title}: ${kind} ${name}: ${msg}`));
  }
  return problems;
}
