import { CURRENCIES, currencyExponent, currencySchema } from './currency.js';

describe('currencyExponent', () => {
  it.each([
    ['JPY', 0],
    ['GBP', 2],
    ['BHD', 3],
    ['CLF', 4],
  ])('should know that %s has %p decimals', (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
  });

  it('should list three capital letters each, and only exponents that a unit price can express', () => {
    for (const code of CURRENCIES) {
      expect(code).toMatch(/^[A-Z]{3}$/);
      expect([0, 2, 3, 4]).toContain(currencyExponent(code));
    }
    expect([...CURRENCIES]).toEqual([...CURRENCIES].toSorted());
    expect(CURRENCIES.size).toBe(164);
  });

  it.each(['', 'gbp', 'XAU', 'XXX', 'DEM', 'constructor'])('should refuse %j', (code) => {
    expect(() => currencyExponent(code)).toThrow(RangeError);
  });
});

describe('currencySchema', () => {
  it('should take every listed code and explain itself otherwise', () => {
    for (const code of CURRENCIES) expect(currencySchema.parse(code)).toBe(code);
    expect(currencySchema.safeParse('gbp').error?.issues[0]?.message).toContain('ISO 4217');
  });
});
