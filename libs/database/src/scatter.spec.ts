import fc from 'fast-check';
import { mergeSorted } from './scatter.js';

const compare = (a: number, b: number): number => a - b;

describe(mergeSorted.name, () => {
  it('should return what sorting everything and cutting would', () => {
    const lists = fc.array(
      fc.array(fc.integer()).map((list) => list.sort(compare)),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(lists, fc.nat({ max: 50 }), (sorted, limit) => {
        expect(mergeSorted(sorted, compare, limit)).toEqual(sorted.flat().sort(compare).slice(0, limit));
      }),
    );
  });
});
