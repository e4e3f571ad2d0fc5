import fc from 'fast-check';
import { renderWith, type Manifest } from './render-values.js';

/** As Helm takes it, in 53 characters. */
const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,51}[a-z0-9])?$/);
const release = fc.array(label, { minLength: 1, maxLength: 3 }).map((labels) =>
  labels
    .join('.')
    .slice(0, 53)
    .replace(/[-.]+$/, ''),
);

/** The whole platform, so that every object is there that the charts may make; without a cluster. */
const VALUES = {
  global: {
    postgres: { pooler: { mode: 'embedded' } },
    nats: { replicas: 3 },
    alerts: { enabled: true },
  },
  quiz: { autoscaling: { engine: 'keda' } },
};

const DNS_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
/** By kind, for what becomes the name or a label of something else: of pods, of their revision, of a host. */
const LIMITS: Readonly<Record<string, number>> = { Service: 63, StatefulSet: 52, Job: 63, Deployment: 63 };

describe('names of the charts', () => {
  it('should be distinct and valid, whatever the release is called', async () => {
    const property = fc.asyncProperty(release, async (name) => {
      const { objects, refusal, text } = await renderWith(VALUES, name);
      expect(refusal).toBe('');
      const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
      expect(names.filter((one, index) => names.indexOf(one) !== index)).toEqual([]);
      for (const object of objects) expectValid(object);
      expectFound(objects, text);
    });
    const examples = [
      'r'.repeat(36),
      'r'.repeat(37),
      'r'.repeat(44),
      'r'.repeat(53),
      'my.app',
      '1app',
      '1',
      '1e3',
      'true',
      `${'r-'.repeat(26)}r`,
    ];
    await fc.assert(property, { numRuns: 30, examples: examples.map((one) => [one]) });
  }, 120_000);

  it('should be those of before where these were valid', async () => {
    const { objects } = await renderWith(VALUES, 'r'.repeat(36));
    const services = objects
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => metadata.name.slice(37));
    expect(services).toEqual(
      expect.arrayContaining([
        'quiz',
        'orders',
        'order-items',
        'issuer',
        'nats',
        'valkey',
        'shard-1',
        'shard-2-replica',
      ]),
    );
  });

  it('should differ between releases of one namespace that look alike when they are cut', async () => {
    const alike = ['my.app', 'my-app', `${'r'.repeat(52)}a`, `${'r'.repeat(52)}b`];
    const names: string[] = [];
    for (const one of alike) {
      const { objects } = await renderWith(VALUES, one);
      names.push(...objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`));
    }
    expect(new Set(names).size).toBe(names.length);
  });
});

function expectValid({ kind, metadata, spec }: Manifest): void {
  const said = `${kind} ${metadata.name}`;
  expect(said).toMatch(new RegExp(`^${kind} [a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$`));
  const limit = LIMITS[kind];
  if (limit === undefined) return;
  expect(metadata.name).toMatch(DNS_LABEL);
  expect([said, metadata.name.length <= limit]).toEqual([said, true]);
  const labels = (spec?.['template'] as Manifest | undefined)?.metadata.labels ?? {};
  for (const value of Object.values({ ...metadata.labels, ...labels })) {
    expect(typeof value).toBe('string');
    expect(value).toMatch(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/);
  }
}

/** What is referred to by name is there, and so is every host of the platform. */
function expectFound(objects: readonly Manifest[], text: string): void {
  const named = (kind: string): readonly string[] =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  const referred = (key: string): readonly unknown[] => referencesIn(objects, key);
  expect(named('Secret')).toEqual(expect.arrayContaining([...new Set(referred('secretKeyRef'))]));
  expect(named('ConfigMap')).toEqual(
    expect.arrayContaining([...new Set([...referred('configMapRef'), ...referred('configMap')])]),
  );
  expect(named('Service')).toEqual(expect.arrayContaining([...new Set(referred('service'))]));
  const hosts = [...text.matchAll(/(?:nats|redis|http):\/\/([-a-z0-9.]+)|"host": "([-a-z0-9.]+)"/g)].map(
    ([, url, host]) => (url ?? host ?? '').split('.').at(-1),
  );
  const outside = ['localhost', 'monitoring'];
  expect(named('Service')).toEqual(
    expect.arrayContaining(hosts.filter((host) => !outside.includes(host ?? ''))),
  );
}

function referencesIn(value: unknown, key: string): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const own =
      name === key
        ? [(below as { name?: unknown } | null)?.name].filter((one) => typeof one === 'string')
        : [];
    return [...own, ...referencesIn(below, key)];
  });
}
