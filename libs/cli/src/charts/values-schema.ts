import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../output/failure.js';
import { readYaml, type Chart } from './chart-folder.js';

/** As much of JSON Schema as tells which keys an object may have. */
export interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly then?: Schema;
  readonly else?: Schema;
}

/**
 * Every key of values.yaml is in values.schema.json, which is closed at its root. What stands below the name of a dependency is
 * that chart's, and checked by its schema.
 */
export function checkValues(chart: Chart, charts: readonly Chart[]): string[] {
  const files = ['values.yaml', 'values.schema.json'].map((file) => join(chart.directory, file));
  const missing = files.filter((file) => !existsSync(file));
  if (missing.length > 0) return missing.map((file) => `${chart.name}: there is no ${file}`);
  const root = schemaOf(chart);
  const open = root.additionalProperties === false ? [] : ['values.schema.json is open at its root'];
  const values = readYaml<unknown>(join(chart.directory, 'values.yaml')) ?? {};
  const unknown = unknownKeys(values, (key) => {
    const dependency = chart.dependencies.find((one) => one.key === key);
    const owner = charts.find(({ name }) => name === dependency?.chart);
    if (dependency === undefined || owner === undefined) return { schema: root, root };
    const schema = schemaOf(owner);
    return { schema: { additionalProperties: schema }, root: schema };
  });
  return [...open, ...unknown.map((key) => `values.yaml has ${key}, values.schema.json has not`)].map(
    (problem) => `${chart.name}: ${problem}`,
  );
}

interface Place {
  readonly schema: Schema;
  /** Where its references begin. */
  readonly root: Schema;
}

/** @param placeOf the schema that the root's key is looked up in */
export function unknownKeys(values: unknown, placeOf: (key: string) => Place): string[] {
  return Object.entries(values ?? {}).flatMap(([key, value]) => {
    const { schema, root } = placeOf(key);
    return unknownBelow(value, key, below(schema, key, root), root);
  });
}

/** @param schemas what may describe the value; undefined when nothing does, empty when everything is allowed */
function unknownBelow(
  value: unknown,
  path: string,
  schemas: readonly Schema[] | undefined,
  root: Schema,
): string[] {
  if (schemas === undefined) return [path];
  if (schemas.length === 0 || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const found = schemas.map((schema) =>
      Array.isArray(value) ? elements(schema, root) : below(schema, key, root),
    );
    const known = found.filter((one) => one !== undefined);
    const described = known.some((one) => one.length === 0) ? [] : known.flat();
    return unknownBelow(child, `${path}.${key}`, known.length === 0 ? undefined : described, root);
  });
}

function below(schema: Schema, key: string, root: Schema): readonly Schema[] | undefined {
  const parts = alternatives(schema, root);
  const named = parts.flatMap(({ properties, patternProperties }) => [
    ...(properties?.[key] === undefined ? [] : [properties[key]]),
    ...Object.entries(patternProperties ?? {})
      .filter(([pattern]) => new RegExp(pattern).test(key))
      .map(([, one]) => one),
  ]);
  if (named.length > 0) return named;
  const rest = parts.map(({ additionalProperties }) => additionalProperties);
  const described = rest.filter((one) => typeof one === 'object');
  if (described.length > 0) return described;
  return rest.includes(true) || parts.every(isFree) ? [] : undefined;
}

/** It says nothing of keys, such as `{ "type": "object" }`: a node selector or a security context is Kubernetes' to judge. */
function isFree({ properties, patternProperties, additionalProperties }: Schema): boolean {
  return properties === undefined && patternProperties === undefined && additionalProperties === undefined;
}

function elements(schema: Schema, root: Schema): readonly Schema[] {
  return alternatives(schema, root).flatMap(({ items }) => (items === undefined ? [] : [items]));
}

/** The schema itself, what it refers to, and all that it is put together of. */
function alternatives(schema: Schema, root: Schema): readonly Schema[] {
  const { $ref, allOf = [], anyOf = [], oneOf = [], then, else: otherwise } = schema;
  const parts = [...allOf, ...anyOf, ...oneOf, then, otherwise].filter((part) => part !== undefined);
  const referred = $ref === undefined ? [] : [resolve($ref, root)];
  return [schema, ...[...referred, ...parts].flatMap((part) => alternatives(part, root))];
}

function resolve(reference: string, root: Schema): Schema {
  const found = reference
    .replace(/^#\/?/, '')
    .split('/')
    .filter(Boolean)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, part) => (at as Readonly<Record<string, unknown>> | undefined)?.[part], root);
  if (!reference.startsWith('#') || found === undefined)
    throw new Failure(`values.schema.json refers to ${reference}, which is not in it`);
  return found as Schema;
}

function schemaOf({ directory }: Chart): Schema {
  return JSON.parse(readFileSync(join(directory, 'values.schema.json'), 'utf8')) as Schema;
}
