import type { Line } from '@tenfold/contracts';
import { selectReturn } from './return.selection.js';
import type { Returned } from './returned-pieces.service.js';

const sold = (lineNo: number, quantity: number): Line => ({
  lineNo,
  sku: `S${lineNo}`,
  title: 'A thing',
  quantity,
  unitPrice: '0.5',
  lineTotal: quantity * 50,
  isCharge: false,
});
/** As many pieces of each line, at their price. */
const back = (pieces: readonly [lineNo: number, quantity: number][]): Map<number, Returned> =>
  new Map(
    pieces.map(([lineNo, quantity]) => [lineNo, { quantity, amount: quantity * 50, kept: quantity * 50 }]),
  );
const SOLD = [sold(1, 5), sold(2, 1), sold(3, 2)];

describe('selectReturn', () => {
  it('should take all that is left when no lines are named', () => {
    const { drafts, taken } = selectReturn(
      SOLD,
      back([
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
      {
        lineNo: 1,
        ordered: 5,
        quantity: 2,
        amount: 100,
        before: { quantity: 3, kept: 150 },
        amountAfter: 250,
      },
      { lineNo: 3, ordered: 2, quantity: 2, amount: 100, before: { quantity: 0, kept: 0 }, amountAfter: 100 },
    ]);
  });

  it('should give a part its share of the line, not its own rounded price', () => {
    const line = { ...sold(1, 3), unitPrice: '0.335', lineTotal: 101 };
    const returned = new Map([[1, { quantity: 2, amount: 67, kept: null }]]);
    const { drafts, taken } = selectReturn([line], returned, undefined);
    expect(drafts).toMatchObject([{ quantity: -1, unitPrice: '0.335', lineTotal: -34 }]);
    expect(taken).toMatchObject([{ amount: 34, before: { quantity: 2, kept: null }, amountAfter: 101 }]);
  });

  it('should refuse when everything has come back', () => {
    const all = back(SOLD.map((line) => [line.lineNo, line.quantity]));
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
    expect(() => selectReturn(SOLD, back([[1, 3]]), asked)).toThrow(
      expect.objectContaining({ code, errors: [expect.objectContaining({ pointer })] }),
    );
  });
});
