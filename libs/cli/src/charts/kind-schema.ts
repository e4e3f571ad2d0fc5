type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = Readonly<Record<string, Json>>;

/** What kubeconform does not judge by, and what would only make the files long. */
const LEFT_OUT = new Set([
  'default',
  'description',
  'example',
  'externalDocs',
  'format',
  'nullable',
  'title',
  'x-kubernetes-int-or-string',
  'x-kubernetes-preserve-unknown-fields',
  'x-kubernetes-embedded-resource',
  'x-kubernetes-group-version-kind',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-list-type',
  'x-kubernetes-map-type',
  'x-kubernetes-patch-merge-key',
  'x-kubernetes-patch-strategy',
  'x-kubernetes-unions',
  'x-kubernetes-validations',
]);

/** An API server takes these written as numbers too. */
const NUMBER_OR_TEXT = [
  'io.k8s.apimachinery.pkg.api.resource.Quantity',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
];
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

interface OpenApi {
  readonly components: { readonly schemas: Readonly<Record<string, JsonObject>> };
}

interface CustomResourceDefinition {
  readonly spec: {
    readonly versions: readonly {
      readonly name: string;
      readonly schema: { readonly openAPIV3Schema: JsonObject };
    }[];
  };
}

/** The JSON schema of a built-in kind, with the definitions that it needs and no others. */
export function builtInSchema(document: OpenApi, apiVersion: string, kind: string): JsonObject {
  const { schemas } = document.components;
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const [name] =
    Object.entries(schemas).find(([, schema]) =>
      (schema['x-kubernetes-group-version-kind'] as readonly JsonObject[] | undefined)?.some(
        (one) => one['group'] === group && one['version'] === version && one['kind'] === kind,
      ),
    ) ?? [];
  if (name === undefined) throw new Error(`the document describes no ${apiVersion} ${kind}`);
  const definitions = new Map<string, JsonObject>();
  collect(name, schemas, definitions);
  return withIdentity({ $ref: `#/definitions/${name}` }, apiVersion, kind, definitions);
}

/** That of a custom kind, whose metadata is described by the built-in kinds' document. */
export function customSchema(
  crd: CustomResourceDefinition,
  document: OpenApi,
  apiVersion: string,
  kind: string,
): JsonObject {
  const version = crd.spec.versions.find(({ name }) => apiVersion.endsWith(`/${name}`));
  if (version === undefined) throw new Error(`the definition has no ${apiVersion} ${kind}`);
  const definitions = new Map<string, JsonObject>();
  collect(META, document.components.schemas, definitions);
  const { properties } = version.schema.openAPIV3Schema as { readonly properties: JsonObject };
  const closed = strict({
    ...version.schema.openAPIV3Schema,
    properties: { ...properties, metadata: { $ref: `#/components/schemas/${META}` } },
  }) as JsonObject;
  return withIdentity(closed, apiVersion, kind, definitions);
}

function withIdentity(
  schema: JsonObject,
  apiVersion: string,
  kind: string,
  definitions: ReadonlyMap<string, JsonObject>,
): JsonObject {
  const identity = { properties: { apiVersion: { const: apiVersion }, kind: { const: kind } } };
  const required = { required: ['apiVersion', 'kind', 'metadata'] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    allOf: [{ ...identity, ...required }, schema],
    definitions: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

function collect(
  name: string,
  schemas: Readonly<Record<string, JsonObject>>,
  definitions: Map<string, JsonObject>,
): void {
  if (definitions.has(name)) return;
  const schema = schemas[name];
  if (schema === undefined) throw new Error(`the document describes no ${name}`);
  const closed = NUMBER_OR_TEXT.includes(name)
    ? { type: ['string', 'number'] }
    : (strict(schema) as JsonObject);
  definitions.set(name, closed);
  for (const [, next = ''] of JSON.stringify(closed).matchAll(/"#\/definitions\/([^"]+)"/g))
    collect(next, schemas, definitions);
}

/** OpenAPI as JSON Schema: closed where fields are named, int-or-string and nullable as types, without explanations. */
export function strict(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const source = schema as JsonObject;
  const kept = Object.entries(source).filter(([key]) => !LEFT_OUT.has(key));
  const result: Record<string, Json> = {};
  for (const [key, value] of kept) {
    if (key === '$ref') result[key] = String(value).replace('#/components/schemas/', '#/definitions/');
    else if (key === 'properties') result[key] = eachProperty(value as JsonObject);
    else if (key === 'enum' || key === 'required') result[key] = value;
    else result[key] = strict(value);
  }
  // A reference with a default beside it is written as allOf of one.
  if (source['x-kubernetes-int-or-string'] === true) result['type'] = ['integer', 'string'];
  if (source['x-kubernetes-int-or-string'] === true) delete result['anyOf'];
  if (source['nullable'] === true && typeof result['type'] === 'string')
    result['type'] = [result['type'], 'null'];
  const open = source['x-kubernetes-preserve-unknown-fields'] === true;
  if (
    result['properties'] !== undefined &&
    result['additionalProperties'] === undefined &&
    result['type'] !== undefined &&
    !open
  )
    result['additionalProperties'] = false;
  return result;
}

function eachProperty(properties: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, strict(schema)]));
}
