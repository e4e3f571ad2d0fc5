import { MAX_LINES_BYTES, MAX_ORDER_TOTAL } from '@tenfold/contracts';
import { lineTotal } from '@tenfold/money';
import fc from 'fast-check';
import { composeOrder, type Composition, type LineDraft } from './order.composition.js';

const draft = fc.record({
  sku: fc.stringMatching(/^[A-Z0-9]{1,10}$/),
  title: fc.string({ minLength: 1, maxLength: 30 }),
  quantity: fc.integer({ min: 1, max: 100_000 }),
  unitPrice: fc
    .tuple(fc.integer({ min: 0, max: 9_999 }), fc.integer({ min: 0, max: 9_999 }))
    .map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, '0')}`),
});
const drafts = fc.array(draft, { minLength: 1, maxLength: 40 });
const currency = fc.constantFrom('GBP', 'JPY', 'BHD');

function composed(...[kind, code, lines]: Parameters<typeof composeOrder>): Composition {
  const result = composeOrder(kind, code, lines);
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result;
}

const back = (lines: readonly LineDraft[]): LineDraft[] =>
  lines.map((line) => ({ ...line, quantity: -line.quantity }));

const line = (over: Partial<LineDraft> = {}): LineDraft => ({
  sku: 'A',
  title: 'A thing',
  quantity: 1,
  unitPrice: '1',
  ...over,
});

describe('composeOrder', () => {
  it('should make the total the sum of the line totals, each rounded by itself', () => {
    fc.assert(
      fc.property(currency, drafts, (code, lines) => {
        const order = composed('sale', code, lines);
        const sum = lines.reduce((total, one) => total + lineTotal(one.quantity, one.unitPrice, code), 0);
        expect(order.total).toBe(sum);
        expect(order.lines.map((one) => one.lineNo)).toEqual(lines.map((_, index) => index + 1));
        expect(order.preview).toEqual(order.lines.slice(0, 3));
      }),
    );
  });

  it('should let a return of everything cancel its sale to the penny', () => {
    fc.assert(
      fc.property(currency, drafts, (code, lines) => {
        expect(composed('sale', code, lines).total + composed('return', code, back(lines)).total).toBe(0);
      }),
    );
  });

  it('should keep two lines of the same stock code apart', () => {
    const { lines } = composed('sale', 'GBP', [line(), line()]);
    expect(lines.map(({ lineNo, sku }) => ({ lineNo, sku }))).toEqual([
      { lineNo: 1, sku: 'A' },
      { lineNo: 2, sku: 'A' },
    ]);
  });

  it.each([
    {
      kind: 'sale',
      bad: line({ quantity: -1 }),
      pointer: '/lines/1/quantity',
      code: 'quantity_sign_mismatch',
    },
    {
      kind: 'return',
      bad: line({ quantity: 1 }),
      pointer: '/lines/1/quantity',
      code: 'quantity_sign_mismatch',
    },
    { kind: 'sale', bad: line({ quantity: 0 }), pointer: '/lines/1/quantity', code: 'quantity_out_of_range' },
    {
      kind: 'sale',
      bad: line({ quantity: 1_000_000, unitPrice: '999999999999' }),
      pointer: '/lines/1/unitPrice',
      code: 'amount_out_of_range',
    },
  ] as const)('should name the line that is wrong in a $kind: $code', ({ kind, bad, pointer, code }) => {
    const good = line({ quantity: kind === 'sale' ? 1 : -1 });
    expect(composeOrder(kind, 'GBP', [good, bad])).toMatchObject({ problems: [{ pointer, code }] });
  });

  it('should refuse a total that sums of orders could not hold exactly', () => {
    const price = String(MAX_ORDER_TOTAL / 100);
    expect(composed('sale', 'GBP', [line({ unitPrice: price })]).total).toBe(MAX_ORDER_TOTAL);
    const tooMuch = [line({ unitPrice: price }), line({ unitPrice: '0.01' })];
    expect(composeOrder('sale', 'GBP', tooMuch)).toMatchObject({
      problems: [{ pointer: '/lines', code: 'amount_out_of_range' }],
    });
  });

  it('should refuse lines that do not fit a message', () => {
    const long = line({ title: '\u{1F381}'.repeat(100) });
    const lines = Array.from({ length: 2_000 }, () => long);
    expect(Buffer.byteLength(JSON.stringify(lines))).toBeGreaterThan(MAX_LINES_BYTES);
    expect(composeOrder('sale', 'GBP', lines)).toMatchObject({
      problems: [{ pointer: '/lines', code: 'lines_too_large' }],
    });
  });
});
