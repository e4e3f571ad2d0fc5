import { canonical, isObject, listAt, mapTexts, objectAt, type Json, type JsonObject } from './json-tree.js';

export interface ServiceDocument {
  readonly service: string;
  readonly document: JsonObject;
}

const METHODS = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']);

/**
 * One document of the services' documents. A component that two services describe differently gets the service's name
 * in front; one that they share stays as it is. A path or an operation id that two services claim is refused, since the
 * gateway could not route the one and no generator could name the other.
 */
export function mergeOpenapi(documents: readonly ServiceDocument[], servers: readonly string[]): JsonObject {
  const clashes = clashingComponents(documents);
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
      paths[path] = tagged(item, service, document);
    }
    for (const [section, entries] of Object.entries(objectAt(document, 'components'))) {
      components[section] = { ...components[section], ...(isObject(entries) ? entries : {}) };
    }
    for (const tag of tagsOf(document, service)) tags.set(String(isObject(tag) ? tag['name'] : tag), tag);
  }
  refuseDoubleOperationIds(paths);
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

function tagsOf(document: JsonObject, service: string): Json[] {
  const declared = listAt(document, 'tags');
  return declared.length > 0 ? declared : [{ name: service }];
}

/** Puts the service's name on operations without a tag, and its document-wide security where an operation has none. */
function tagged(item: Json, service: string, document: JsonObject): Json {
  if (!isObject(item)) return item;
  return Object.fromEntries(
    Object.entries(item).map(([method, operation]) => {
      if (!METHODS.has(method) || !isObject(operation)) return [method, operation];
      const tags = listAt(operation, 'tags');
      const security = operation['security'] ?? document['security'];
      return [
        method,
        {
          ...operation,
          tags: tags.length > 0 ? tags : [service],
          ...(security === undefined ? {} : { security }),
        },
      ];
    }),
  );
}

function refuseDoubleOperationIds(paths: JsonObject): void {
  const seen = new Set<string>();
  for (const item of Object.values(paths)) {
    for (const [method, operation] of Object.entries(isObject(item) ? item : {})) {
      const id = METHODS.has(method) && isObject(operation) ? operation['operationId'] : undefined;
      if (typeof id !== 'string') continue;
      if (seen.has(id)) throw new Error(`two operations are called ${id}`);
      seen.add(id);
    }
  }
}
