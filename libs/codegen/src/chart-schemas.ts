import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMap, isScalar, parseDocument, type Pair, type ParsedNode, type Scalar } from 'yaml';
import { definitionsFor, mayBeMissing, typeNamed, type Schema } from './chart-types.js';
import type { GeneratedFile } from './generated-file.js';

const CHARTS = 'charts';
const DIALECT = 'http://json-schema.org/draft-07/schema#';
/**
 * `values.schema.json` of the charts, from the values that are there and what is said of them: `# -- text` describes a value, and
 * `# @enum a b` before it names all that it may be, `# @type t` one of the types of `chart-types.ts`. A map with keys takes no others; an
 * empty one, and a list, must say its type.
 */
export async function chartSchemas(root: string): Promise<GeneratedFile[]> {
  const of = async (chart: string): Promise<Schema> =>
    schemaOfValues(await readFile(join(root, CHARTS, chart, 'values.yaml'), 'utf8'), `${chart}/values.yaml`);
  const [service, tenfold] = [await of('service'), await of('tenfold')];
  // What all share lies in `global`, as Helm has it for a dependency; a chart around this one may have more there.
  const global = { type: 'object', properties: propertiesOf(propertiesOf(tenfold)['global'] ?? {}) };
  // The defaults of all services lie below `service`. They are whole; a service's own values are what differs.
  const defaults = complete({
    ...service,
    properties: { ...propertiesOf(service), global: { type: ['object', 'null'] } },
  });
  const properties = { ...propertiesOf(service), service: defaults, global };
  const schemas = join(root, CHARTS, 'schemas');
  const withDefinitions = (schema: Schema): Schema => ({
    ...schema,
    definitions: definitionsFor(schema, schemas),
  });
  return [
    file('service/values.schema.json', withDefinitions({ ...service, properties })),
    file('tenfold/values.schema.json', withDefinitions(complete(tenfold))),
  ];
}

/** @throws Error that names the value whose type cannot be told */
export function schemaOfValues(text: string, place: string): Schema {
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new Error(`${place}: ${String(document.errors[0])}`);
  return schemaOf(document.contents, place);
}

function schemaOf(node: ParsedNode | null | undefined, place: string): Schema {
  if (isMap(node) && node.items.length > 0) {
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
  const type = /^ ?@type (.*)$/m.exec(comment)?.[1];
  const at = `${place}: ${key.value}`;
  const schema = type === undefined ? schemaOf(value, at) : typeNamed(type, at);
  return [
    key.value,
    {
      ...(description === undefined ? {} : { description }),
      ...schema,
      ...(choices === undefined ? {} : { enum: choices }),
    },
  ];
}

/**
 * Helm takes away what is set to null, so a template would find nothing: each key that needs a value is required, all the way down.
 * The subcharts of the umbrella have schemas of their own.
 */
function complete(schema: Schema): Schema {
  const { properties, additionalProperties } = schema as {
    properties?: Readonly<Record<string, Schema>>;
  } & Schema;
  if (properties === undefined || additionalProperties !== false || mayBeMissing(schema)) return schema;
  const entries = Object.entries(properties);
  const required = entries.filter(([, value]) => !mayBeMissing(value)).map(([key]) => key);
  return {
    ...schema,
    properties: Object.fromEntries(entries.map(([key, value]) => [key, complete(value)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function scalarType(value: unknown, place: string): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean' || typeof value === 'string') return typeof value;
  throw new Error(`${place} has no value that says what it may be`);
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>;
}

function file(name: string, schema: Schema): GeneratedFile {
  return {
    path: join(CHARTS, name),
    content: `${JSON.stringify({ $schema: DIALECT, ...schema }, null, 2)}\n`,
  };
}
