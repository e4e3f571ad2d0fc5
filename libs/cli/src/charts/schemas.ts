import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { moduleSources } from './go-tool.js';
import { enumsIn, withEnums } from './kind-enums.js';
import { builtInSchema, customSchema } from './kind-schema.js';
import { KINDS, schemaFileOf, type Kind } from './kinds.js';
import { SCHEMA_MODULES } from './versions.js';

type Document = Parameters<typeof builtInSchema>[0];
type Definition = Parameters<typeof customSchema>[0];

const ENUMS = 'pkg/generated/openapi/zz_generated.openapi.go';
const CORE = { module: 'kubernetes', file: 'api/openapi-spec/v3/api__v1_openapi.json' } as const;

/**
 * Whether the folder has a schema of each kind, of the version that is pinned, and no others. With `fix` they are made from the
 * projects' Go modules, a hundred megabytes: so only when something is to be made.
 */
export async function checkSchemas(folder: string, fix: boolean): Promise<string[]> {
  const problems = problemsOf(folder);
  if (problems.length === 0) return [];
  if (!fix) return [...problems, './tenfold check charts --fix makes them.'];
  await writeSchemas(folder);
  return problemsOf(folder);
}

function problemsOf(folder: string): string[] {
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const stale = KINDS.filter((kind) => originIn(join(folder, schemaFileOf(kind))) !== originOf(kind));
  const needless = present.filter((name) => !KINDS.some((kind) => schemaFileOf(kind) === name));
  return [
    ...stale.map((kind) => `${join(folder, schemaFileOf(kind))} is not there, or not ${originOf(kind)}`),
    ...needless.map((name) => `${join(folder, name)} is of no kind that the charts may render`),
  ];
}

async function writeSchemas(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const modules = [...new Set(KINDS.map(({ module }) => module))];
  const sources = new Map<string, string>();
  for (const module of modules) sources.set(module, await moduleSources(SCHEMA_MODULES[module]));
  const read = ({ module, file }: Pick<Kind, 'module' | 'file'>): unknown =>
    parse(readFileSync(join(sources.get(module) ?? '', file), 'utf8'));
  const enums = enumsIn(readFileSync(join(sources.get(CORE.module) ?? '', ENUMS), 'utf8'));
  const core = read(CORE) as Document;
  for (const kind of KINDS) {
    const schema =
      kind.module === 'kubernetes'
        ? builtInSchema(withEnums(read(kind) as Document, enums), kind.apiVersion, kind.kind)
        : customSchema(read(kind) as Definition, core, kind.apiVersion, kind.kind);
    writeFileSync(join(folder, schemaFileOf(kind)), written({ $comment: originOf(kind), ...schema }));
  }
}

function originOf({ module }: Kind): string {
  return `from ${SCHEMA_MODULES[module]}, by ./tenfold check charts --fix`;
}

function originIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly $comment?: string }).$comment;
}

/** A line for each definition: short, and a difference still shows what has changed. */
function written({ definitions, ...rest }: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(definitions as object).map(
    ([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(schema)}`,
  );
  const members = Object.entries(rest).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${[...members, `  "definitions": {\n${lines.join(',\n')}\n  }`].join(',\n')}\n}\n`;
}
