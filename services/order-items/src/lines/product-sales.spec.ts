import { newId } from '@tenfold/ids';
import { salesOf, type SoldOrder } from './product-sales.js';

const AT = Date.UTC(2026, 10, 30, 23, 59);
const line = (sku: string, quantity: number, lineTotal: number, more = {}) => ({
  sku,
  title: 'A',
  quantity,
  lineTotal,
  isCharge: false,
  ...more,
});
const order = (lines: SoldOrder['lines'], more = {}): SoldOrder => ({
  orderId: newId(1, AT),
  currency: 'GBP',
  kind: 'sale',
  lines,
  ...more,
});

describe(salesOf, () => {
  it('should have a product once for all of its orders, and count an order once that has it on two lines', () => {
    const orders = [order([line('a1', 2, 200), line('A1', 1, 100)]), order([line('a1', 4, 400)])];
    expect(salesOf(orders)).toEqual([
      {
        ...{
          sku: 'A1',
          title: 'A',
          isCharge: false,
          currency: 'GBP',
          month: '2026-11-01',
          day: '2026-11-30',
        },
        ...{ soldQuantity: 7, orders: 2, revenue: 700, returnedQuantity: 0, returns: 0, returned: 0 },
      },
    ]);
  });

  it('should take returns from the revenue, and tell how much came back', () => {
    const [sums] = salesOf([order([line('A', 3, 300)]), order([line('A', -1, -100)], { kind: 'return' })]);
    expect(sums).toMatchObject({
      soldQuantity: 3,
      returnedQuantity: 1,
      orders: 1,
      returns: 1,
      revenue: 200,
      returned: -100,
    });
  });

  it.each([false, true])(
    'should name the products of a return with approved %s, and add nothing',
    (approved) => {
      const sums = salesOf([order([line('A', -1, -100)], { kind: 'return', approved })]);
      expect(sums).toMatchObject([{ sku: 'A', returnedQuantity: 0, returns: 0, revenue: 0, returned: 0 }]);
    },
  );

  it('should keep days and currencies apart', () => {
    const one = [line('A', 1, 100)];
    const later = { orderId: newId(1, AT + 120_000) };
    const sums = salesOf([order(one), order(one, { currency: 'EUR' }), order(one, later)]);
    expect(sums.map(({ currency, day, month }) => [currency, day, month])).toEqual([
      ['GBP', '2026-11-30', '2026-11-01'],
      ['EUR', '2026-11-30', '2026-11-01'],
      ['GBP', '2026-12-01', '2026-12-01'],
    ]);
  });

  it('should keep the last title in the order of bytes, and a charge where one was charged', () => {
    const titles = ['\u{ff5e}', '\u{1f600}', 'Z'].map((title) =>
      line('A', 1, 1, { title, isCharge: title === 'Z' }),
    );
    expect(salesOf([order(titles)])).toMatchObject([{ title: '\u{1f600}', isCharge: true }]);
  });
});
