import { canonical, isObject, listAt, mapTexts, objectAt, type Json, type JsonObject } from './json-tree.js';

export interface ServiceDocument {
  readonly service: string;
  readonly document: JsonObject;
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

/**
 * One document of the services' documents. A component that two services describe differently gets the service's name
 * in front, and so does an operation id that both use; what they share stays as it is. A path that two services claim is
 * refused: the gateway could route it to one of them only.
 */
export function mergeOpenapi(documents: readonly ServiceDocument[], servers: readonly string[]): JsonObject {
  const clashes = clashingComponents(documents);
  const doubleIds = doubleOperationIds(documents);
  const renamed = documents.map(({ service, document }) => ({
    service,
    document: renameComponents(document, service, clashes),
  }));
  const components: Record<string, JsonObject> = {};
  const paths: JsonObject = {};
  const tags = new Map<string, Json>();
  for (const { service, document } of renamed) {
    for (const [path, item] of Object.entries(objectAt(document, 'paths'))) {
      if (Object.hasOwn(paths, path)) throw new Error(`two services describe ${path}`);
      paths[path] = mapOperations(item, (operation) =>
        describeOperation(operation, service, document, doubleIds),
      );
    }
    for (const [section, entries] of Object.entries(objectAt(document, 'components'))) {
      components[section] = { ...components[section], ...(isObject(entries) ? entries : {}) };
    }
    for (const tag of tagsOf(document, service)) tags.set(String(isObject(tag) ? tag['name'] : tag), tag);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'tenfold',
      version: String(objectAt(documents[0]?.document ?? {}, 'info')['version'] ?? '0.1.0'),
      description: 'A quiz API and an orders API: the documents of all services in one.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: servers.map((url) => ({ url })),
    tags: [...tags.values()],
    paths,
    components,
  };
}

/** Names as `section/name`. What refers to a clashing component clashes itself, so this runs to its fixed point. */
function clashingComponents(documents: readonly ServiceDocument[]): ReadonlySet<string> {
  const variants = new Map<string, Set<string>>();
  const owners = new Map<string, number>();
  for (const { document } of documents) {
    for (const [key, component] of componentsOf(document)) {
      variants.set(key, (variants.get(key) ?? new Set()).add(canonical(component)));
      owners.set(key, (owners.get(key) ?? 0) + 1);
    }
  }
  const clashes = new Set([...variants].filter(([, texts]) => texts.size > 1).map(([key]) => key));
  for (let before = -1; before !== clashes.size;) {
    before = clashes.size;
    for (const [key, texts] of variants) {
      const shared = (owners.get(key) ?? 0) > 1;
      if (shared && [...clashes].some((clash) => [...texts].some((text) => refersTo(text, clash))))
        clashes.add(key);
    }
  }
  return clashes;
}

function refersTo(text: string, key: string): boolean {
  return text.includes(`"#/components/${key}"`);
}

function componentsOf(document: JsonObject): [string, Json][] {
  return Object.entries(objectAt(document, 'components')).flatMap(([section, entries]) =>
    Object.entries(isObject(entries) ? entries : {}).map(([name, value]): [string, Json] => [
      `${section}/${name}`,
      value,
    ]),
  );
}

function renameComponents(document: JsonObject, service: string, clashes: ReadonlySet<string>): JsonObject {
  const prefix = service.replaceAll(/(?:^|-)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  const rename = (section: string, name: string): string =>
    clashes.has(`${section}/${name}`) ? prefix + name : name;
  // A discriminator's mapping holds references under keys of its own, so every text that looks like one is renamed.
  const moved = mapTexts(document, (text) => {
    const [, section = '', name = ''] = /^#\/components\/([^/]+)\/([^/]+)$/.exec(text) ?? [];
    return section === '' ? text : `#/components/${section}/${rename(section, name)}`;
  }) as JsonObject;
  const components = Object.entries(objectAt(moved, 'components')).map(
    ([section, entries]): [string, Json] => [
      section,
      renameKeys(isObject(entries) ? entries : {}, (name) => rename(section, name)),
    ],
  );
  return { ...moved, components: Object.fromEntries(components) };
}

function renameKeys(entries: JsonObject, rename: (name: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(entries).map(([name, value]) => [rename(name), value]));
}

/** The declared tags first, then those that operations use without declaring them. */
function tagsOf(document: JsonObject, service: string): Json[] {
  const declared = listAt(document, 'tags');
  const names = new Set(declared.map((tag) => (isObject(tag) ? tag['name'] : tag)));
  const used = operationsOf(document).flatMap((operation) => tagsOfOperation(operation, service));
  return [...declared, ...[...new Set(used)].filter((name) => !names.has(name)).map((name) => ({ name }))];
}

function tagsOfOperation(operation: JsonObject, service: string): Json[] {
  const tags = listAt(operation, 'tags');
  return tags.length > 0 ? tags : [service];
}

/** Gives an operation what its document said once for all: the service as its tag, the security, a name of its own. */
function describeOperation(
  operation: JsonObject,
  service: string,
  document: JsonObject,
  doubleIds: ReadonlySet<Json>,
): JsonObject {
  const security = operation['security'] ?? document['security'];
  const id = operation['operationId'];
  return {
    ...operation,
    tags: tagsOfOperation(operation, service),
    ...(security === undefined ? {} : { security }),
    ...(id !== undefined && doubleIds.has(id) ? { operationId: `${service}.${String(id)}` } : {}),
  };
}

function doubleOperationIds(documents: readonly ServiceDocument[]): ReadonlySet<Json> {
  const seen = new Set<Json>();
  const double = new Set<Json>();
  for (const { operationId = null } of documents.flatMap(({ document }) => operationsOf(document))) {
    if (operationId !== null && seen.has(operationId)) double.add(operationId);
    seen.add(operationId);
  }
  return double;
}

function operationsOf(document: JsonObject): JsonObject[] {
  return Object.values(objectAt(document, 'paths')).flatMap((item) =>
    Object.entries(isObject(item) ? item : {}).flatMap(([method, operation]) =>
      METHODS.has(method) && isObject(operation) ? [operation] : [],
    ),
  );
}

function mapOperations(item: Json, map: (operation: JsonObject) => JsonObject): Json {
  if (!isObject(item)) return item;
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      METHODS.has(method) && isObject(operation) ? map(operation) : operation,
    ]),
  );
}
