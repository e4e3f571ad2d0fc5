import { checkVersions } from './versions.js';

const published = [
  { version: 1, at: 0 },
  { version: 2, at: 5_000 },
];
const rules = (...reads: readonly (readonly [at: number, version: number])[]) =>
  checkVersions(
    published,
    reads.map(([at, version]) => ({ reader: 'one', at, version })),
    1_000,
  ).map(({ rule }) => rule);

describe(checkVersions, () => {
  it('should let a version be seen before, at and within the bound after its author was told', () => {
    expect(rules([4_900, 1], [4_950, 2], [5_500, 2], [9_000, 2])).toEqual([]);
    expect(rules([5_900, 1], [6_000, 2])).toEqual([]);
  });

  it('should find an old version that is shown beyond the bound', () => {
    expect(rules([6_001, 1])).toEqual(['a change is seen within the bound']);
  });

  it('should find a reader who is taken back, whatever the order he is told in', () => {
    expect(rules([5_200, 1], [5_100, 2])).toEqual(['a version does not go back']);
  });
});
