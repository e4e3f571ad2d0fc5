import type { Line } from '@tenfold/contracts';
import { selectReturn } from './return.selection.js';

const sold = (lineNo: number, quantity: number): Line => ({
  lineNo,
  sku: `S${lineNo}`,
  title: 'A thing',
  quantity,
  unitPrice: '0.5',
  lineTotal: quantity * 50,
  isCharge: false,
});
const SOLD = [sold(1, 5), sold(2, 1), sold(3, 2)];

describe('selectReturn', () => {
  it('should take all that is left when no lines are named', () => {
    const { drafts, taken } = selectReturn(
      SOLD,
      new Map([
        [1, 3],
        [2, 1],
      ]),
      undefined,
    );
    expect(drafts.map(({ lineNo, quantity, unitPrice }) => ({ lineNo, quantity, unitPrice }))).toEqual([
      { lineNo: 1, quantity: -2, unitPrice: '0.5' },
      { lineNo: 3, quantity: -2, unitPrice: '0.5' },
    ]);
    expect(taken).toEqual([
      { lineNo: 1, ordered: 5, quantity: 2 },
      { lineNo: 3, ordered: 2, quantity: 2 },
    ]);
  });

  it('should refuse when everything has come back', () => {
    const all = new Map(SOLD.map((line) => [line.lineNo, line.quantity]));
    expect(() => selectReturn(SOLD, all, undefined)).toThrow(
      expect.objectContaining({ code: 'order_not_returnable' }),
    );
  });

  it.each([
    { asked: [{ lineNo: 1, quantity: 3 }], code: 'return_exceeds_order', pointer: '/lines/0/quantity' },
    { asked: [{ lineNo: 9, quantity: 1 }], code: 'validation_failed', pointer: '/lines/0/lineNo' },
    {
      asked: [
        { lineNo: 3, quantity: 1 },
        { lineNo: 3, quantity: 1 },
      ],
      code: 'validation_failed',
      pointer: '/lines/1/lineNo',
    },
  ])('should answer $code at $pointer', ({ asked, code, pointer }) => {
    expect(() => selectReturn(SOLD, new Map([[1, 3]]), asked)).toThrow(
      expect.objectContaining({ code, errors: [expect.objectContaining({ pointer })] }),
    );
  });
});
