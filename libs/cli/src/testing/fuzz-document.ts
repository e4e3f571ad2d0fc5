interface Operation {
  parameters?: { name: string; required?: boolean }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

export interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
}

const FIELDS = 'fields';
const JSON_TYPE = 'application/json';

/**
 * The document as fuzzing takes it. A part of an answer lacks members that the whole must have, and the schema is that of the whole: so
 * either nothing is chosen and every answer is held against its schema, or `fields=` is always there and any object will do.
 */
export function fuzzDocument(document: ApiDocument, choosing: boolean): ApiDocument {
  const paths = Object.entries(document.paths).map(([path, operations]) => {
    const kept = Object.entries(operations).flatMap(([method, operation]): [string, Operation][] => {
      if (!choosing) return [[method, without(operation)]];
      return takesFields(operation) ? [[method, always(operation)]] : [];
    });
    return [path, Object.fromEntries(kept)] as const;
  });
  return { ...document, paths: Object.fromEntries(paths) };
}

function takesFields({ parameters = [] }: Operation): boolean {
  return parameters.some(({ name }) => name === FIELDS);
}

function without(operation: Operation): Operation {
  const { parameters } = operation;
  if (parameters === undefined) return operation;
  return { ...operation, parameters: parameters.filter(({ name }) => name !== FIELDS) };
}

function always(operation: Operation): Operation {
  const parameters = (operation.parameters ?? []).map((one) =>
    one.name === FIELDS ? { ...one, required: true } : one,
  );
  const ok = operation.responses['200'] ?? {};
  const content = { ...ok.content, [JSON_TYPE]: { schema: { type: 'object' } } };
  return { ...operation, parameters, responses: { ...operation.responses, '200': { ...ok, content } } };
}
