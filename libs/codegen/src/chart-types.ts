import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Schema = Readonly<Record<string, unknown>>;

/** Above it a number of a values file has lost digits before any template sees it. */
const MOST = Number.MAX_SAFE_INTEGER;
const QUALIFIED = '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$';
const HOST = '^((\\*\\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)?$';

/**
 * A text, or a whole number, which is written as one. YAML reads `off` and `no` as false and 1.10 as 1.1: nobody can tell what was
 * written, so those want quotes. Null takes an entry away.
 */
const text = { type: ['string', 'integer', 'null'], minimum: -MOST, maximum: MOST };
const labelValue = { ...text, maxLength: 63, pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$' };
const quantities = { type: ['object', 'null'], additionalProperties: { type: ['string', 'number', 'null'] } };
const port = { type: 'integer', minimum: 1, maximum: 65535 };
const named = (properties: Schema, required: readonly string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const string = { type: 'string', minLength: 1 };
const address = { host: string, port };
const server = named({ ...address, database: { type: 'string' }, pooler: named(address, ['host', 'port']) }, [
  'host',
  'port',
]);

function mapOf(values: Schema, keys: string): Schema {
  return {
    type: ['object', 'null'],
    // As YAML reads the keys n, yes and off, when they are not in quotes.
    properties: { true: false, false: false, null: false },
    patternProperties: { [keys]: values },
    additionalProperties: false,
  };
}

function listOf(items: Schema): Schema {
  return { type: ['array', 'null'], items };
}

/** As Kubernetes describes it: the definition's name in the schema of a kind below `charts/schemas`. */
function kubernetes(name: string): Schema {
  return { $ref: `#/definitions/${name}` };
}

/** What `# @type` may say of a value whose default tells too little. What takes null may be left out. */
const TYPES: Readonly<Record<string, Schema>> = {
  service: { type: 'object' },
  labels: mapOf(labelValue, QUALIFIED),
  annotations: mapOf(text, QUALIFIED),
  variables: mapOf(text, '^[-._a-zA-Z][-._a-zA-Z0-9]*$'),
  resources: {
    type: ['object', 'null'],
    properties: {
      requests: quantities,
      limits: quantities,
      claims: listOf(kubernetes('io.k8s.api.core.v1.ResourceClaim')),
    },
    additionalProperties: false,
  },
  pullSecrets: listOf({ anyOf: [string, named({ name: string }, ['name'])] }),
  tolerations: listOf(kubernetes('io.k8s.api.core.v1.Toleration')),
  affinity: { anyOf: [kubernetes('io.k8s.api.core.v1.Affinity'), { type: 'null' }] },
  environment: listOf(kubernetes('io.k8s.api.core.v1.EnvVar')),
  peers: listOf(kubernetes('io.k8s.api.networking.v1.NetworkPolicyPeer')),
  egress: listOf(kubernetes('io.k8s.api.networking.v1.NetworkPolicyEgressRule')),
  texts: listOf(string),
  paths: listOf({ type: 'string', pattern: '^/' }),
  manifests: listOf({ type: 'object' }),
  host: { type: 'string', maxLength: 253, pattern: HOST },
  parents: listOf(
    named({ group: string, kind: string, namespace: string, name: string, sectionName: string, port }, [
      'name',
    ]),
  ),
  shards: listOf(named({ name: string, primary: server, replicas: listOf(server) }, ['name', 'primary'])),
};

/** @throws Error where there is no such type */
export function typeNamed(name: string, place: string): Schema {
  const type = TYPES[name];
  if (type === undefined) throw new Error(`${place} is of no known type: ${name}`);
  return type;
}

/** Whether null may stand for nothing: what has to be there must not be taken away. */
export function mayBeMissing(schema: Schema): boolean {
  const { type, anyOf = [] } = schema as { type?: string | string[]; anyOf?: readonly Schema[] };
  return (Array.isArray(type) && type.includes('null')) || anyOf.some((one) => one['type'] === 'null');
}

/** The definitions that a schema refers to, with all that they refer to in their turn. */
export function definitionsFor(schema: Schema, folder: string): Schema {
  const known = ['deployment-apps-v1.json', 'networkpolicy-networking-v1.json']
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { definitions: Schema })
    .reduce<Schema>((all, { definitions }) => ({ ...all, ...definitions }), {});
  const found = new Map<string, unknown>();
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (found.has(name)) continue;
      if (known[name] === undefined) throw new Error(`${folder} has no definition of ${name}`);
      found.set(name, known[name]);
      follow(known[name]);
    }
  };
  follow(schema);
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
