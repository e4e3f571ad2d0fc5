import { toExactInteger } from '@tenfold/money';
import fc from 'fast-check';
import { addUp, mergeSorted } from './scatter.js';

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

describe(addUp.name, () => {
  it('should add the numbers of rows with the same keys, in the order of the keys', () => {
    const rows = [
      { month: '2011-01', kind: 'sale', orders: 1, total: 10 },
      { month: '2010-12', kind: 'sale', orders: 2, total: -5 },
      { month: '2011-01', kind: 'sale', orders: 3, total: 7 },
      { month: '2011-01', kind: 'return', orders: 1, total: -1 },
    ];
    expect(addUp(rows, ['month', 'kind'], ['orders', 'total'])).toEqual([
      { month: '2010-12', kind: 'sale', orders: 2, total: -5 },
      { month: '2011-01', kind: 'return', orders: 1, total: -1 },
      { month: '2011-01', kind: 'sale', orders: 4, total: 17 },
    ]);
    expect(addUp([], [], [])).toEqual([]);
  });

  it('should add exactly what no JSON number holds', () => {
    const integer = fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n });
    fc.assert(
      fc.property(fc.array(integer, { minLength: 1 }), (values) => {
        const rows = values.map((value) => ({ key: 'a', total: toExactInteger(value) }));
        const [row] = addUp(rows, ['key'], ['total']);
        expect(BigInt(row?.total ?? 0)).toBe(values.reduce((sum, value) => sum + value, 0n));
      }),
    );
  });
});
