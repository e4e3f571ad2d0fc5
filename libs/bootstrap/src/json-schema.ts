import { z } from 'zod';

export interface JsonSchema {
  readonly schema: object;
  /** Parts that have an `id`, wherever they stand in the schema. */
  readonly components: Record<string, object>;
}

/** A zod schema in the dialect of OpenAPI 3.1 (JSON Schema 2020-12), with references to the document's components. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  const text = JSON.stringify(json).replaceAll('"#/$defs/', '"#/components/schemas/');
  const { $schema: _dialect, $defs = {}, ...rest } = JSON.parse(text) as typeof json;
  const components = Object.entries($defs).map(([id, { id: _id, ...value }]) => [id, value]);
  return { schema: rest, components: Object.fromEntries(components) as Record<string, object> };
}
