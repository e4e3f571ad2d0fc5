import fc from 'fast-check';
import { formatMinor, LINE_TOTAL_SQL, lineTotal, sumMinor } from './amount.js';
import { CURRENCIES, currencyExponent } from './currency.js';

const quantity = fc.integer({ min: -1_000_000, max: 1_000_000 });
const unitPrice = fc
  .tuple(fc.nat(99_999), fc.option(fc.stringMatching(/^[0-9]{1,4}$/)))
  .map(([whole, fraction]) => (fraction === null ? String(whole) : `${whole}.${fraction}`));
const currency = fc.constantFrom(...CURRENCIES);

describe('lineTotal', () => {
  it.each([
    [1, '0.005', 'GBP', 1],
    [-1, '0.005', 'GBP', -1],
    [1, '0.0049', 'GBP', 0],
    [-1, '0.0049', 'GBP', 0],
    [1, '0.001', 'GBP', 0],
    [5, '0.001', 'GBP', 1],
    [74_215, '1.04', 'GBP', 7_718_360],
    [-74_215, '1.04', 'GBP', -7_718_360],
    [3, '1.005', 'GBP', 302],
    [1, '1.005', 'GBP', 101],
    [6, '2.55', 'GBP', 1_530],
    [3, '0.5', 'JPY', 2],
    [-3, '0.5', 'JPY', -2],
    [1, '1.0005', 'BHD', 1_001],
    [7, '0.0001', 'CLF', 7],
    [0, '9.99', 'EUR', 0],
    [1, '0', 'EUR', 0],
  ])('should make %p x %s %s %p minor units', (q, price, code, total) => {
    expect(lineTotal(q, price, code)).toBe(total);
  });

  it('should let a return cancel its sale exactly', () => {
    fc.assert(
      fc.property(quantity, unitPrice, currency, (q, price, code) => {
        expect(sumMinor([lineTotal(q, price, code), lineTotal(-q, price, code)])).toBe(0);
      }),
    );
  });

  it('should be at most half a minor unit from the exact product, and away from zero at the half', () => {
    fc.assert(
      fc.property(quantity, unitPrice, currency, (q, price, code) => {
        const [whole = '', fraction = ''] = price.split('.');
        const exact = BigInt(q) * BigInt(whole + fraction.padEnd(4, '0'));
        const step = 10n ** BigInt(4 - currencyExponent(code));
        const error = 2n * (BigInt(lineTotal(q, price, code)) * step - exact);
        const outward = exact < 0n ? -error : error;
        expect(outward > -step && outward <= step).toBe(true);
      }),
    );
  });

  it('should be exact where the currency is as fine as the price', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), fc.nat(99_999), (q, cents) => {
        expect(lineTotal(q, formatMinor(cents, 'GBP'), 'GBP')).toBe(q * cents + 0);
      }),
    );
  });

  it.each([
    [0.5, '1', 'GBP'],
    [Number.NaN, '1', 'GBP'],
    [2 ** 53, '1', 'GBP'],
    [1, '-1', 'GBP'],
    [1, '1e3', 'GBP'],
    [1, '0.00001', 'GBP'],
    [1, '', 'GBP'],
    [1, '1', 'gbp'],
    [1, '1', 'XXX'],
    [100_000, '999999999999.9999', 'GBP'],
    [-100_000, '999999999999.9999', 'GBP'],
  ])('should refuse %p x %j %s', (q, price, code) => {
    expect(() => lineTotal(q, price, code)).toThrow(RangeError);
  });
});

describe('sumMinor', () => {
  it('should not depend on order or grouping', () => {
    const amounts = fc.array(fc.integer({ min: -1e12, max: 1e12 }), { maxLength: 500 });
    fc.assert(
      fc.property(amounts, fc.nat(), (all, cut) => {
        const at = all.length === 0 ? 0 : cut % all.length;
        const parts = [sumMinor(all.slice(at)), sumMinor(all.slice(0, at))];
        expect(sumMinor(parts)).toBe(sumMinor(all));
        expect(sumMinor(all.toReversed())).toBe(sumMinor(all));
      }),
    );
  });

  it('should pass through sums that a number could not hold on the way', () => {
    const max = Number.MAX_SAFE_INTEGER;
    expect(sumMinor([max, max, -max])).toBe(max);
    expect(sumMinor([])).toBe(0);
  });

  it('should refuse fractions and sums that are not exact', () => {
    expect(() => sumMinor([0.1])).toThrow(RangeError);
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
  });
});

describe('formatMinor', () => {
  it.each([
    [482_646_649, 'GBP', '4826466.49'],
    [-5, 'GBP', '-0.05'],
    [0, 'GBP', '0.00'],
    [-0, 'GBP', '0.00'],
    [1_234, 'JPY', '1234'],
    [-1, 'BHD', '-0.001'],
    [12_345, 'CLF', '1.2345'],
  ])('should write %p %s as %s', (amount, code, text) => {
    expect(formatMinor(amount, code)).toBe(text);
  });

  it('should keep every digit', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), currency, (amount, code) => {
        expect(BigInt(formatMinor(amount, code).replace('.', ''))).toBe(BigInt(amount));
      }),
    );
  });

  it('should refuse a fraction', () => {
    expect(() => formatMinor(0.5, 'GBP')).toThrow(RangeError);
  });
});

describe('LINE_TOTAL_SQL', () => {
  it('should build on numeric alone', () => {
    expect(LINE_TOTAL_SQL('l.quantity', 'l.unit_price', 2)).toBe(
      'round((l.quantity)::numeric * (l.unit_price)::numeric * (100))::bigint',
    );
    expect(LINE_TOTAL_SQL('$1', '$2', 'e')).toContain('(10::numeric ^ (e))');
  });

  it.each([-1, 5, 0.5, Number.NaN])('should refuse the exponent %p', (exponent) => {
    expect(() => LINE_TOTAL_SQL('q', 'p', exponent)).toThrow(RangeError);
  });
});
