import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { renderWith, type Manifest } from './render-values.js';

type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const VALUES = join(import.meta.dirname, '../../../charts/tenfold/ci');

function valuesOf(file: string): Values {
  return parse(readFileSync(join(VALUES, file), 'utf8'), { merge: true }) as Values;
}

const own = valuesOf('gitops-values.yaml');
/** Everything external, and every Secret there. */
const outside = Object.fromEntries(
  Object.entries(valuesOf('external-values.yaml')).map(([key, values]) => [
    key,
    key === 'global' ? values : { ...values, ...own[key] },
  ]),
);

function jobsIn(objects: readonly Manifest[]): readonly Manifest[] {
  return objects.filter(({ kind }) => kind === 'Job');
}

describe('what is applied without Helm', () => {
  it.each([
    ['stores of the release', own],
    ['stores of others', outside],
  ])('should be the same twice, and make no Secret, with %s', async (_, values) => {
    const [once, twice] = [await renderWith(values), await renderWith(values)];
    expect(once.refusal).toBe('');
    expect(twice.text).toBe(once.text);
    expect(once.objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it.each(['job', 'hook'])(
    'should be another Job for whatever a Job cannot change, and the same one otherwise: %s',
    async (mode) => {
      const base = { ...outside, quiz: { ...outside['quiz'], migrations: { mode } } };
      const nameFor = async (more: object): Promise<string | undefined> => {
        const { objects } = await renderWith({ ...base, quiz: { ...base.quiz, ...more } });
        return jobsIn(objects).find(({ metadata }) => metadata.name.startsWith('tenfold-quiz-'))?.metadata
          .name;
      };
      const names = [
        await nameFor({}),
        await nameFor({ image: { tag: '1.0.1' } }),
        await nameFor({ podAnnotations: { a: 'b' } }),
        await nameFor({ tolerations: [{ operator: 'Exists' }] }),
        await nameFor({ env: { LOG_LEVEL: 'debug' } }),
        await nameFor({ resources: { limits: { memory: '1Gi' } }, replicas: undefined }),
      ];
      expect(names.every((name) => name !== undefined)).toBe(true);
      expect(new Set(names.slice(0, 5)).size).toBe(5);
      expect(names[5]).toBe(names[0]);
    },
  );

  it('should have no object that goes away by itself, but hooks', async () => {
    const { objects } = await renderWith(own);
    expect(jobsIn(objects)).toHaveLength(3);
    for (const { spec } of jobsIn(objects)) expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
  });
});
