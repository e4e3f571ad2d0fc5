import { readFileSync } from 'node:fs';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

/** The operations of an OpenAPI document that answer with `nextCursor`. */
export function operationsWithPages(file: string): string[] {
  const { paths, components } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  const isPage = ({ responses }: Operation): boolean => {
    const schema = responses['200']?.content?.['application/json']?.schema;
    const named = schema?.$ref?.split('/').at(-1);
    const page = named === undefined ? schema : components.schemas[named];
    return page?.properties?.['nextCursor'] !== undefined;
  };
  return Object.values(paths).flatMap((operations) =>
    Object.values(operations)
      .filter(isPage)
      .map(({ operationId }) => operationId),
  );
}
