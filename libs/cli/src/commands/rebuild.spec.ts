import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';
import { SERVICES, type ServiceName } from '../stack/service-names.js';
import { renderRebuilt } from './rebuild.js';

/** As the services' entries for rebuilding have them, which only run with stores: `{ name: 'days', step: …` or `run: …`. */
const NAME = /\{ name: '([a-z-]+)', (?:step|run):/g;

function sourcesOf(service: ServiceName): string[] {
  const folder = join(ROOT, 'services', service, 'src');
  if (!existsSync(join(folder, 'rebuild.ts'))) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts') && file.includes('rebuild'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

describe('rebuild', () => {
  it('should have the names in its help that the services take', () => {
    const taken = SERVICES.flatMap((service) =>
      sourcesOf(service).flatMap((text) => [...text.matchAll(NAME)].map((found) => `${service} ${found[1]}`)),
    );
    const verbs = JSON.parse(readFileSync(new URL('../../launch/verbs.json', import.meta.url), 'utf8')) as {
      rebuild: { details: string[] };
    };
    const help = verbs.rebuild.details.join(' ');
    const services = SERVICES.toSorted((a, b) => b.length - a.length).join('|');
    const documented = [...help.matchAll(new RegExp(`(?:${services}) [a-z-]+(?=[,.])`, 'g'))].map(String);
    expect(taken.length).toBeGreaterThanOrEqual(SERVICES.length);
    expect(documented.toSorted()).toEqual(taken.toSorted());
  });
});

describe(renderRebuilt, () => {
  const days = { target: 'days', steps: 3, rebuilt: 12, resumedAt: null };

  it('should have no column for a place that none has', () => {
    expect(renderRebuilt([days])).toBe('SUMS  STEPS  MADE AGAIN\ndays  3      12');
  });

  it('should say where each has begun when one was taken up again', () => {
    const lines = renderRebuilt([
      { ...days, resumedAt: '2026-01-05' },
      { ...days, target: 'months' },
    ]).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/).at(-1))).toEqual(['FROM', '2026-01-05', 'the beginning']);
  });
});
