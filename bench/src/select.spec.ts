import { MEASURES } from './measures.js';
import { SECTIONS } from './sections/sections.js';
import { MEASURE_IDS, selectMeasures } from './select.js';

describe(selectMeasures, () => {
  it('should take all when none is named, and those that are named', () => {
    expect(selectMeasures(undefined)).toHaveLength(MEASURES.length);
    expect(selectMeasures('idle, place-cpu').map(({ id }) => id)).toEqual(['place-cpu', 'idle']);
  });

  it('should take all mixes by their one name', () => {
    expect(selectMeasures('mix-vs-fastify').map(({ part }) => part)).toEqual([
      'crud',
      'production-stack',
      'api-4',
    ]);
  });

  it.each(['nonsense', 'idle,nonsense', ''])('should refuse %j and name what there is', (only) => {
    expect(() => selectMeasures(only)).toThrow(/There is no measure[\s\S]*cached-vs-node-http[\s\S]*idle/);
  });
});

describe('MEASURES', () => {
  it('should each belong to a section that is measured', () => {
    const names = SECTIONS.map(({ name }) => name);
    expect(MEASURES.filter(({ section }) => !names.includes(section))).toEqual([]);
  });

  it('should have the ids that the goals are written for', () => {
    expect(MEASURE_IDS).toEqual(
      expect.arrayContaining([
        'cached-vs-node-http',
        'route-vs-fastify',
        'p99-vs-fastify',
        'place-sql',
        'idle',
      ]),
    );
  });

  it('should have goals that are no easier than their floors', () => {
    for (const { direction, floor, goal } of MEASURES) {
      if (floor === undefined || goal === undefined) continue;
      if (direction === 'at-least') expect(goal).toBeGreaterThanOrEqual(floor);
      else expect(goal).toBeLessThanOrEqual(floor);
    }
  });
});
