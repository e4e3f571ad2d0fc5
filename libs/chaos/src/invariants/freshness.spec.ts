import { ageOf, checkBound, checkOwnWrites } from './freshness.js';

const writes = [
  { id: 'o1', at: 100 },
  { id: 'o2', at: 200 },
  { id: 'o3', at: 300 },
];
const read = (at: number, ...seen: string[]) => ({ reader: 'c1', at, seen });

describe(checkOwnWrites, () => {
  it('should ask for everything that was acknowledged before the question, and for nothing else', () => {
    expect(checkOwnWrites(writes, [read(99), read(200, 'o1', 'o2'), read(250, 'o2', 'o1', 'o3')])).toEqual(
      [],
    );
  });

  it.each([
    ['the latest one is missing', read(200, 'o1')],
    ['an earlier one is missing', read(300, 'o3')],
  ])('should find that %s', (_what, stale) => {
    expect(checkOwnWrites(writes, [stale])).toHaveLength(1);
  });
});

describe(ageOf, () => {
  it('should count from the oldest order that is missing', () => {
    expect(ageOf(writes, read(500, 'o1'))).toBe(300);
    expect(ageOf(writes, read(500, 'o1', 'o2', 'o3'))).toBe(0);
    expect(ageOf(writes, read(250, 'o1', 'o2'))).toBe(0);
  });
});

describe(checkBound, () => {
  it('should allow what is not older than the bound, and nothing more', () => {
    expect(checkBound(writes, [read(400, 'o1', 'o2')], 100)).toEqual([]);
    expect(checkBound(writes, [read(401, 'o1', 'o2')], 100)).toHaveLength(1);
  });
});
