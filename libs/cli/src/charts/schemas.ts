import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { moduleSources } from './go-tool.js';
import { builtInSchema, customSchema } from './kind-schema.js';
import { KINDS, schemaFileOf, type Kind } from './kinds.js';
import { SCHEMA_MODULES } from './versions.js';

/** Whether the folder has a schema of each kind and no others; with `fix` they are made again from the projects' modules. */
export async function checkSchemas(folder: string, fix: boolean): Promise<string[]> {
  if (fix) await writeSchemas(folder);
  const wanted = KINDS.map(schemaFileOf);
  const present = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : [];
  const missing = wanted.filter((name) => !present.includes(name)).map((name) => `${name} is missing`);
  const needless = present.filter((name) => !wanted.includes(name)).map((name) => `${name} is of no kind`);
  const problems = [...missing, ...needless].map((problem) => `${folder}: ${problem}`);
  return problems.length === 0 ? [] : [...problems, './tenfold check charts --fix makes them.'];
}

async function writeSchemas(folder: string): Promise<void> {
  const wanted = KINDS.map(schemaFileOf);
  // Schemas are made again only when one is missing: that downloads a hundred megabytes.
  if (wanted.every((name) => existsSync(join(folder, name)))) return;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (!wanted.includes(name)) rmSync(join(folder, name));
  const sources = await Promise.all([...new Set(KINDS.map(({ module }) => module))].map(sourceOf));
  const sourcesOf = new Map(sources);
  const read = (kind: Pick<Kind, 'module' | 'file'>): unknown =>
    parse(readFileSync(join(sourcesOf.get(kind.module) ?? '', kind.file), 'utf8'));
  const core = read({ module: 'kubernetes', file: 'api/openapi-spec/v3/api__v1_openapi.json' }) as Parameters<
    typeof builtInSchema
  >[0];
  for (const kind of KINDS) {
    const document = read(kind);
    const schema =
      kind.module === 'kubernetes'
        ? builtInSchema(document as typeof core, kind.apiVersion, kind.kind)
        : customSchema(document as Parameters<typeof customSchema>[0], core, kind.apiVersion, kind.kind);
    writeFileSync(join(folder, schemaFileOf(kind)), written(schema));
  }
}

async function sourceOf(module: Kind['module']): Promise<[Kind['module'], string]> {
  return [module, await moduleSources(SCHEMA_MODULES[module])];
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
