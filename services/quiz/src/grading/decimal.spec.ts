import fc from 'fast-check';
import { decimalSchema, fromScaled, toScaled } from './decimal.js';

const LARGEST = 10n ** 25n - 1n;

describe('decimalSchema', () => {
  it.each([
    '',
    '1e5',
    '.5',
    '5.',
    '+1',
    ' 1',
    '0x10',
    'NaN',
    'Infinity',
    '1234567890123456',
    '0.12345678901',
  ])('should refuse %j', (value) => {
    expect(decimalSchema.safeParse(value).success).toBe(false);
  });
});

describe('toScaled', () => {
  it('should read what fromScaled wrote', () => {
    fc.assert(
      fc.property(fc.bigInt(-LARGEST, LARGEST), (units) => {
        const text = fromScaled(units);
        expect(decimalSchema.safeParse(text).success).toBe(true);
        expect(toScaled(text)).toBe(units);
      }),
    );
  });
});
