import { mapInvoice } from './invoice-mapper.js';
import type { OrderLineRow } from './order-row.js';

const OPTIONS = { toInstant: (local: string) => `${local}Z`, currency: 'GBP', keepAdjustments: false };
const LINE: OrderLineRow = {
  sku: '85123A',
  title: 'HOLDER',
  quantity: 6,
  unitPrice: '2.55',
  localTime: '2010-12-01 08:26:00',
  customerId: '17850',
  country: 'United Kingdom',
};

function map(number: string, lines: readonly Partial<OrderLineRow>[], options = OPTIONS) {
  const rows = lines.map((line, index) => ({
    line: index + 2,
    raw: '',
    invoice: number,
    value: { ...LINE, ...line },
    problem: null,
  }));
  return mapInvoice({ number, rows, refused: null }, options);
}

describe(mapInvoice, () => {
  it('should make a sale with the earliest time and all lines, repeated ones too', () => {
    const mapped = map('536365', [{ localTime: '2010-12-01 08:27:00' }, {}, {}]);
    const line = { sku: '85123A', title: 'HOLDER', quantity: 6, unitPrice: '2.55', isCharge: false };
    expect(mapped).toEqual({
      order: {
        externalReference: '536365',
        placedAt: '2010-12-01 08:26:00Z',
        kind: 'sale',
        customerId: '17850',
        currency: 'GBP',
        country: 'GB',
        lines: [line, line, line],
      },
    });
  });

  it('should make a return of a credit note', () => {
    expect(map('C536379', [{ quantity: -1, sku: 'D' }])).toMatchObject({
      order: { kind: 'return', lines: [{ quantity: -1, isCharge: true }] },
    });
  });

  it('should keep the name of a country that has no code', () => {
    expect(map('1', [{ country: 'EIRE' }])).toMatchObject({ order: { country: 'IE' } });
    expect(map('1', [{ country: 'Channel Islands' }])).toMatchObject({
      order: { country: null, countryName: 'Channel Islands' },
    });
  });

  it('should refuse a stock adjustment, or keep it as a return when asked to', () => {
    const adjustment = [{ quantity: -10, unitPrice: '0.0', customerId: null }];
    expect(map('536589', adjustment)).toMatchObject({ refusal: { code: 'stock_adjustment', causes: [] } });
    expect(map('536589', adjustment, { ...OPTIONS, keepAdjustments: true })).toMatchObject({
      order: { kind: 'return' },
    });
  });

  it.each([
    ['a customer', { customerId: '1' }],
    ['a price', { unitPrice: '0.01' }],
  ])('should not take a negative line with %s for an adjustment', (_, change) => {
    const line = { quantity: -10, unitPrice: '0.0', customerId: null, ...change };
    expect(map('536589', [line])).toMatchObject({ refusal: { code: 'wrong_sign', causes: [2] } });
  });

  it('should refuse an order for one bad line and name that line', () => {
    const problem = { code: 'negative_price', detail: 'no' };
    const rows = [
      { line: 2, raw: '', invoice: '1', value: LINE, problem: null },
      { line: 3, raw: '', invoice: '1', value: null, problem },
    ];
    expect(mapInvoice({ number: '1', rows, refused: null }, OPTIONS)).toEqual({
      refusal: { ...problem, causes: [3] },
    });
  });

  it('should refuse mixed signs, mixed customers and unknown documents', () => {
    expect(map('1', [{}, { quantity: -1 }])).toMatchObject({ refusal: { code: 'wrong_sign', causes: [3] } });
    expect(map('C1', [{ quantity: 1 }])).toMatchObject({ refusal: { code: 'wrong_sign' } });
    expect(map('1', [{}, { customerId: null }])).toMatchObject({ refusal: { code: 'mixed_customers' } });
    expect(map('A563185', [{}])).toMatchObject({ refusal: { code: 'unknown_document' } });
  });

  it.each(['returned_after_window', 'too_many_lines', 'file_cut'] as const)(
    'should refuse what the grouper calls %s',
    (refused) => {
      const rows = [{ line: 2, raw: '', invoice: '1', value: LINE, problem: null }];
      expect(mapInvoice({ number: '1', rows, refused }, OPTIONS)).toMatchObject({
        refusal: { code: refused },
      });
    },
  );
});
