import fc from 'fast-check';
import { find, podsOf, renderWith, type Manifest, type Texts } from './render-values.js';

type Values = Readonly<Record<string, unknown>>;

interface Place {
  /** Where the map stands among the values. */
  readonly path: string;
  readonly kind: 'label' | 'annotation' | 'variable';
  read(objects: readonly Manifest[]): Texts | undefined;
}

const service = (
  path: string,
  kind: Place['kind'],
  read: (deployment: Manifest) => Texts | undefined,
): Place => ({
  path: `quiz.${path}`,
  kind,
  read: (objects) => read(find(objects, 'Deployment', 'tenfold-quiz')),
});

const store = (path: string, kind: string, name: string): Place[] => [
  {
    path: `${path}.podAnnotations`,
    kind: 'annotation',
    read: (all) => podsOf(find(all, kind, name)).metadata.annotations,
  },
  { path: `${path}.podLabels`, kind: 'label', read: (all) => podsOf(find(all, kind, name)).metadata.labels },
  {
    path: `${path}.nodeSelector`,
    kind: 'label',
    read: (all) => podsOf(find(all, kind, name)).spec.nodeSelector,
  },
];

const PLACES: readonly Place[] = [
  service('env', 'variable', (deployment) => environmentOf(deployment)),
  service('podAnnotations', 'annotation', (deployment) => podsOf(deployment).metadata.annotations),
  service('podLabels', 'label', (deployment) => podsOf(deployment).metadata.labels),
  service('nodeSelector', 'label', (deployment) => podsOf(deployment).spec.nodeSelector),
  {
    path: 'quiz.serviceAccount.annotations',
    kind: 'annotation',
    read: (all) => find(all, 'ServiceAccount', 'tenfold-quiz').metadata.annotations,
  },
  {
    path: 'quiz.serviceMonitor.labels',
    kind: 'label',
    read: (all) => find(all, 'ServiceMonitor', 'tenfold-quiz').metadata.labels,
  },
  {
    path: 'quiz.prometheusRule.labels',
    kind: 'label',
    read: (all) => find(all, 'PrometheusRule', 'tenfold-quiz').metadata.labels,
  },
  {
    path: 'global.exposure.annotations',
    kind: 'annotation',
    read: (all) => find(all, 'Ingress', 'tenfold-quiz').metadata.annotations,
  },
  ...store('global.postgres', 'StatefulSet', 'tenfold-shard-1'),
  ...store('global.postgres.pooler', 'Deployment', 'tenfold-shard-1-pooler'),
  ...store('global.nats', 'StatefulSet', 'tenfold-nats'),
  ...store('global.redis', 'Deployment', 'tenfold-valkey'),
];

const BASE = {
  quiz: { serviceMonitor: { enabled: true }, prometheusRule: { enabled: true } },
  global: { postgres: { pooler: { mode: 'embedded' } } },
};

/** What YAML would take for something else, were it not in quotes. */
const TRAPS = [
  'off',
  'no',
  'Y',
  'true',
  'null',
  '1e3',
  '1.10',
  '007',
  '0x1f',
  '1_000',
  '2026-12-01',
  '12_30',
  'NaN',
];
const FREE_TRAPS = [
  '~',
  '',
  ' x ',
  'a\n\n',
  '---',
  '# x',
  '{{ .Release }}',
  '"',
  "'",
  '<<',
  '=',
  '%',
  '- a',
  'a: b',
  '\u2028',
];
const integer = fc.oneof(fc.maxSafeInteger(), fc.constantFrom(1_000_000, -1, 0, Number.MAX_SAFE_INTEGER));
const labelText = fc.oneof(
  fc.constantFrom(...TRAPS, ''),
  fc.stringMatching(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/),
);
const freeText = fc.oneof(fc.constantFrom(...TRAPS, ...FREE_TRAPS), fc.string({ unit: 'grapheme' }));
/** A label has no sign, so a negative number is none. */
const SCALARS = {
  label: fc.oneof(labelText, integer.map(Math.abs), fc.constant(null)),
  annotation: fc.oneof(freeText, integer, fc.constant(null)),
  variable: fc.oneof(freeText, integer, fc.constant(null)),
};
const KEYS = ['A', 'b.c', 'd_e', 'f-1', 'Z9', 'g', 'h', 'i'];
const maps = fc.record(
  Object.fromEntries(
    PLACES.map(({ path, kind }) => [
      path,
      fc.dictionary(fc.constantFrom(...KEYS), SCALARS[kind], { maxKeys: 8 }),
    ]),
  ),
);

describe('values of the charts', () => {
  it('should write every text and whole number of a free map as it is, and leave out what is null', async () => {
    const property = fc.asyncProperty(maps, async (given) => {
      const values = PLACES.reduce<Values>(
        (all, { path }) => within(all, path.split('.'), given[path]),
        BASE,
      );
      const { objects, refusal } = await renderWith(values);
      expect(refusal).toBe('');
      for (const { path, read } of PLACES) {
        const map = read(objects) ?? {};
        const rendered = Object.keys(given[path] ?? {}).map((key) => [path, key, map[key]]);
        expect(rendered).toEqual(
          Object.entries(given[path] ?? {}).map(([key, value]) => [path, key, textOf(value)]),
        );
      }
    });
    await fc.assert(property, { numRuns: 20 });
  }, 120_000);

  it.each([
    ['a boolean, which may have been written as off', false],
    ['a fraction, which may have been written as 1.10', 1.1],
    ['a number that has lost digits', 12345678901234567890],
    ['a list', ['x']],
    ['a map', { x: 'y' }],
  ])('should refuse, by the name of each, %s', async (_, value) => {
    const values = PLACES.reduce<Values>(
      (all, { path }) => within(all, path.split('.'), { bad: value }),
      BASE,
    );
    const { refusal } = await renderWith(values);
    for (const { path } of PLACES) {
      const below = path.startsWith('quiz.') ? path.slice('quiz.'.length) : path;
      expect(refusal).toContain(`at '/${below.replaceAll('.', '/')}/bad'`);
    }
  });

  it('should take away any default amount of memory or CPU by null', async () => {
    const nothing = { limits: { memory: null }, requests: { cpu: null } };
    const { objects, text } = await renderWith({
      quiz: { resources: { limits: { memory: null } }, migrations: { resources: nothing } },
      global: {
        postgres: { pooler: { mode: 'embedded', resources: nothing }, resources: nothing },
        nats: { resources: nothing },
        redis: { resources: nothing },
      },
    });
    expect(text).not.toMatch(/: null$/m);
    const told = [
      'tenfold-shard-1',
      'tenfold-nats',
      'tenfold-valkey',
      'tenfold-shard-1-pooler',
      'tenfold-quiz',
    ];
    const pods = objects.filter(
      ({ metadata, spec }) => told.includes(metadata.name) && spec?.['template'] !== undefined,
    );
    expect(pods).toHaveLength(told.length);
    for (const pod of pods)
      expect(podsOf(pod).spec.containers[0]).toHaveProperty('resources.limits', {
        'ephemeral-storage': expect.any(String),
      });
  });

  it('should have each variable once, whoever sets it', async () => {
    const names = [
      'PORT',
      'HEALTH_PORT',
      'DATABASE_USER',
      'DATABASE_PASSWORD',
      'SERVICE_VERSION',
      'MIGRATION_WAIT',
      'X',
    ];
    const picked = fc.subarray(names.filter((name) => !name.endsWith('PORT')));
    const property = fc.asyncProperty(picked, picked, async (env, extra) => {
      const { objects } = await renderWith({
        quiz: {
          env: { PORT: 9000, ...Object.fromEntries(env.map((name) => [name, `env ${name}`])) },
          extraEnv: [...extra, ...extra].map((name) => ({ name, value: `extra ${name}` })),
        },
      });
      for (const object of objects.filter(({ metadata }) => metadata.name.startsWith('tenfold-quiz'))) {
        for (const container of podsOf(object)?.spec.containers ?? []) {
          const variables = container.env ?? [];
          expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
          const said = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
          expect(said).toMatchObject(
            Object.fromEntries(
              env.map((name) => [name, extra.includes(name) ? `extra ${name}` : `env ${name}`]),
            ),
          );
        }
      }
    });
    await fc.assert(property, { numRuns: 8 });
  }, 60_000);
});

function environmentOf(deployment: Manifest): Texts {
  const [container] = podsOf(deployment).spec.containers;
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
}

function textOf(value: unknown): string | undefined {
  return value === null ? undefined : String(value);
}

function within(values: Values, [key = '', ...rest]: readonly string[], value: unknown): Values {
  const below = rest.length === 0 ? value : within((values[key] ?? {}) as Values, rest, value);
  return { ...values, [key]: below };
}
