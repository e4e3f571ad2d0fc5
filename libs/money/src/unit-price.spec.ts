import fc from 'fast-check';
import { lineTotal } from './amount.js';
import { canonicalUnitPrice, unitPriceSchema } from './unit-price.js';

const unitPrice = fc.stringMatching(/^[0-9]{1,12}(\.[0-9]{1,4})?$/);

describe('unitPriceSchema', () => {
  it.each(['0', '0.001', '2.55', '999999999999.9999', '007', '1.0000'])('should take %j', (text) => {
    expect(unitPriceSchema.parse(text)).toBe(text);
  });

  it.each(['', '-1', '+1', '.5', '1.', '1,5', '1e3', ' 1', '1\n', '٣', '1234567890123', 'NaN', 2.55, null])(
    'should refuse %j',
    (value) => {
      expect(unitPriceSchema.safeParse(value).success).toBe(false);
    },
  );

  it('should refuse a fifth decimal and say that it does not round', () => {
    const result = unitPriceSchema.safeParse('0.00010');
    expect(result.error?.issues[0]?.message).toBe(
      'must have at most 4 decimals; a finer price is refused, not rounded',
    );
  });
});

describe('canonicalUnitPrice', () => {
  it.each([
    ['0.001', '0.001'],
    ['2.50', '2.5'],
    ['3.0000', '3'],
    ['0.0', '0'],
    ['00012', '12'],
    ['100', '100'],
    ['999999999999.9999', '999999999999.9999'],
  ])('should write %s as %s', (text, canonical) => {
    expect(canonicalUnitPrice(text)).toBe(canonical);
  });

  it('should keep the value, stay valid and be its own canonical form', () => {
    fc.assert(
      fc.property(unitPrice, (text) => {
        const canonical = canonicalUnitPrice(text);
        expect(unitPriceSchema.safeParse(canonical).success).toBe(true);
        expect(canonicalUnitPrice(canonical)).toBe(canonical);
        expect(canonical).not.toMatch(/\.\d*0$|^0\d/);
        expect(Number(canonical)).toBe(Number(text));
        // UYW has 4 decimals: the total of one piece is the price itself, exactly.
        if (Number(text) < 1e11) expect(lineTotal(1, canonical, 'UYW')).toBe(lineTotal(1, text, 'UYW'));
      }),
    );
  });

  it('should refuse what is no unit price', () => {
    expect(() => canonicalUnitPrice('1.00000')).toThrow(RangeError);
  });
});
