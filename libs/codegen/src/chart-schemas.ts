import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, isSeq, parseDocument, type Pair, type ParsedNode, type Scalar } from 'yaml';
import type { GeneratedFile } from './generated-file.js';

export type Schema = Readonly<Record<string, unknown>>;

const CHARTS = 'charts';
const DIALECT = 'http://json-schema.org/draft-07/schema#';
/** What Kubernetes describes itself, and a chart only hands on. */
const HANDED_ON = new Set(['resources', 'affinity']);

/**
 * `values.schema.json` of the charts, from the values that are there and what is said of them: `# -- text` describes a value, and
 * `# @enum a b` before it names all that it may be. A map with keys takes no others; an empty one takes any.
 */
export async function chartSchemas(root: string): Promise<GeneratedFile[]> {
  const of = async (chart: string): Promise<Schema> =>
    schemaOfValues(await readFile(join(root, CHARTS, chart, 'values.yaml'), 'utf8'), `${chart}/values.yaml`);
  const [service, tenfold] = [await of('service'), await of('tenfold')];
  // The defaults of all services lie below `service`, and what all share in `global`, as Helm has it for a dependency.
  const global = { type: 'object' };
  const defaults = { ...service, properties: { ...propertiesOf(service), global } };
  const properties = { ...propertiesOf(service), service: defaults, global };
  return [
    file('service/values.schema.json', { ...service, properties }),
    file('tenfold/values.schema.json', tenfold),
  ];
}

/** @throws Error that names the value whose type cannot be told */
export function schemaOfValues(text: string, place: string): Schema {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new Error(`${place}: ${String(document.errors[0])}`);
  return schemaOf(document.contents, place);
}

function schemaOf(node: ParsedNode | null | undefined, place: string): Schema {
  if (isSeq(node)) return { type: 'array' };
  if (isMap(node)) {
    if (node.items.length === 0) return { type: 'object' };
    const properties = Object.fromEntries(
      // What is said before the first key is said of the map, as the parser sees it.
      node.items.map((pair, index) =>
        member(pair as Pair<Scalar<string>, ParsedNode>, place, index === 0 ? node.commentBefore : undefined),
      ),
    );
    return { type: 'object', properties, additionalProperties: false };
  }
  if (isScalar(node)) return { type: scalarType(node.value, place) };
  throw new Error(`${place} has no value that says what it may be`);
}

function member(
  { key, value }: Pair<Scalar<string>, ParsedNode>,
  place: string,
  before: string | null | undefined,
): [string, Schema] {
  const comment = key.commentBefore ?? before ?? '';
  const description = /^ ?-- (.*)$/m.exec(comment)?.[1];
  const choices = /^ ?@enum (.*)$/m.exec(comment)?.[1]?.split(' ');
  const schema = HANDED_ON.has(key.value) ? { type: 'object' } : schemaOf(value, `${place}: ${key.value}`);
  return [
    key.value,
    {
      ...(description === undefined ? {} : { description }),
      ...schema,
      ...(choices === undefined ? {} : { enum: choices }),
    },
  ];
}

function scalarType(value: unknown, place: string): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value;
  throw new Error(`${place} has no value that says what it may be`);
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema['properties'] as Readonly<Record<string, Schema>>;
}

function file(name: string, schema: Schema): GeneratedFile {
  return {
    path: join(CHARTS, name),
    content: `${JSON.stringify({ $schema: DIALECT, ...schema }, null, 2)}\n`,
  };
}
