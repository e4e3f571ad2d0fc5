export interface Enum {
  readonly values: readonly string[];
  /** Whose values they are: the field's own, or those of its elements. */
  readonly of: 'field' | 'items' | 'additionalProperties';
}

/** By the name of a definition, then of its field. */
export type Enums = ReadonlyMap<string, ReadonlyMap<string, Enum>>;

interface Definition {
  readonly properties?: Readonly<Record<string, object>>;
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

/**
 * What fields may have as values. An API server says so in its documents; those that are kept beside its sources leave it out, and
 * the generated Go source (zz_generated.openapi.go), from which a server makes them, does not.
 */
export function enumsIn(source: string): Enums {
  const names = new Map(
    [...source.matchAll(/^\t\t"(\S+)":\s+(schema_\w+)\(ref\),$/gm)].map(([, type = '', made = '']) => [
      made,
      type,
    ]),
  );
  const enums = new Map<string, Map<string, Enum>>();
  for (const [, made = '', body = ''] of source.matchAll(/^func (schema_\w+)\([^\n]*\n([^]*?)^\}$/gm)) {
    const fields = fieldsIn(body);
    if (fields.size > 0) enums.set(definitionName(names.get(made) ?? made), fields);
  }
  return enums;
}

function fieldsIn(body: string): Map<string, Enum> {
  const fields = new Map<string, Enum>();
  // A field begins and ends at five tabs; what is deeper is its own.
  for (const [, field = '', text = ''] of body.matchAll(/^\t{5}"(\w+)": \{\n([^]*?)^\t{5}\},$/gm)) {
    const list = /^(\t+)Enum:\s+\[\]interface\{\}\{(.*)\},$/m.exec(text);
    if (list === null) continue;
    const values = JSON.parse(`[${list[2]}]`) as string[];
    fields.set(field, { values, of: placeOf(text.slice(0, list.index)) });
  }
  return fields;
}

function placeOf(before: string): Enum['of'] {
  if (before.includes('AdditionalProperties:')) return 'additionalProperties';
  return before.includes('Items:') ? 'items' : 'field';
}

/** `k8s.io/api/apps/v1.DeploymentStrategy` is `io.k8s.api.apps.v1.DeploymentStrategy` in the documents. */
function definitionName(type: string): string {
  return type.replace(/^k8s\.io\//, 'io.k8s.').replaceAll('/', '.');
}

export function withEnums<T extends Document>(document: T, enums: Enums): T {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => {
    const fields = enums.get(name);
    const { properties } = schema as Definition;
    if (fields === undefined || properties === undefined) return [name, schema] as const;
    const described = Object.entries(properties).map(([field, one]) => [
      field,
      withEnum(one, fields.get(field)),
    ]);
    return [name, { ...schema, properties: Object.fromEntries(described) as object }] as const;
  });
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

function withEnum(field: object, found: Enum | undefined): object {
  if (found === undefined) return field;
  if (found.of === 'field') return { ...field, enum: found.values };
  const elements = (field as Readonly<Record<string, object>>)[found.of];
  return { ...field, [found.of]: { ...elements, enum: found.values } };
}
