import { mergeSales, SALES } from './merge-sales.js';

const row = (sku: string, title: string, isCharge: boolean) => ({
  sku,
  title,
  isCharge,
  soldQuantity: 1,
  returnedQuantity: 2,
  orders: 3,
  returns: 4,
  revenue: 5,
  returned: -6,
});

describe(mergeSales, () => {
  it('should add what the shards have of a product, and keep the last title whichever shard comes first', () => {
    const [first, last] = [row('A', 'Apple', false), row('A', 'Zebra', true)];
    const sums = Object.fromEntries(SALES.map((name) => [name, 2 * first[name]]));
    const expected = [{ sku: 'A', title: 'Zebra', isCharge: true, ...sums }];
    expect(mergeSales([first, last], ['sku'])).toEqual(expected);
    expect(mergeSales([last, first], ['sku'])).toEqual(expected);
  });

  it('should keep products apart', () => {
    expect(mergeSales([row('A', 'Apple', false), row('B', 'Bread', true)], ['sku'])).toHaveLength(2);
  });
});
