import type { State } from '../reader/state.js';
import { changed, healthyRun } from '../testing/example.js';
import { checkSums } from './sums.js';

const BROKEN: readonly (readonly [string, (state: State) => Partial<State>])[] = [
  ['an order is counted twice', ({ customers }) => ({ customers: changed(customers, { orders: 2 }) })],
  ['a total is off by a penny', ({ customers }) => ({ customers: changed(customers, { total: 281 }) })],
  [
    'a cancelled order still counts',
    ({ customers }) => ({ customers: changed(customers, { cancelled: 0 }) }),
  ],
  ['a customer is forgotten', () => ({ customers: [] })],
  ['a customer has two rows', ({ customers }) => ({ customers: [...customers, ...customers] })],
  [
    'a customer has sums and no orders',
    ({ customers }) => ({ customers: [...customers, { ...customers[0]!, customerId: 'run-c9' }] }),
  ],
  [
    'an event was added to a month twice',
    ({ customerMonths }) => ({ customerMonths: changed(customerMonths, { orders: 2 }) }),
  ],
  ['a month is forgotten', () => ({ customerMonths: [] })],
  ['an event counted twice', ({ products }) => ({ products: changed(products, { soldQuantity: 4 }) })],
  ['an event never counted', ({ products }) => ({ products: products.slice(1) })],
  ['a day is forgotten', ({ productDays }) => ({ productDays: productDays.slice(1) })],
  ['revenue is wrong', ({ products }) => ({ products: changed(products, { revenue: 251 }) })],
];

describe(checkSums, () => {
  it('should find nothing in a healthy run', () => {
    const { history, state } = healthyRun();
    expect(checkSums(history, state)).toEqual([]);
  });

  it.each(BROKEN)('should find that %s', (_what, damage) => {
    const { history, state } = healthyRun();
    expect(checkSums(history, { ...state, ...damage(state) })).not.toEqual([]);
  });
});
