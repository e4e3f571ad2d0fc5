import { hasAncestor } from './strays.js';

describe(hasAncestor, () => {
  const parents = new Map([
    [30, 20],
    [20, 10],
    [10, 1],
  ]);
  const parentOf = (pid: number): number | undefined => parents.get(pid);

  it('should find an ancestor at any distance', () => {
    expect(hasAncestor(30, (pid) => pid === 10, parentOf)).toBe(true);
  });

  it('should not count the process itself nor init', () => {
    expect(hasAncestor(10, (pid) => pid === 10 || pid === 1, parentOf)).toBe(false);
  });
});
