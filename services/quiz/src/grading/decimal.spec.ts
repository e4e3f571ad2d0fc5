import fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  decimalSchema,
  formatDecimal,
  negateDecimal,
  parseDecimal,
} from './decimal.js';

const digits = (min: number, max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((list) => list.join(''));
const mantissa = fc
  .tuple(fc.constantFrom('', '+', '-'), digits(0, 15), fc.option(digits(0, 15)))
  .filter(([, whole, fraction]) => `${whole}${fraction ?? ''}` !== '')
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);
const exponent = fc.integer({ min: -300, max: 300 });
const number = fc
  .tuple(mantissa, fc.option(fc.tuple(fc.constantFrom('e', 'E', 'e+'), exponent)))
  .map(([text, power]) => (power === null ? text : `${text}${power[1] < 0 ? 'e' : power[0]}${power[1]}`));
const compare = (a: string, b: string): number => compareDecimals(parseDecimal(a), parseDecimal(b));

describe('decimalSchema', () => {
  it.each([
    '',
    '.',
    '-',
    'e5',
    '1e',
    '1e1000',
    '1e309',
    '0,3',
    '1,234.5',
    '1 000',
    '٠.٣',
    '−3',
    '0x10',
    'NaN',
    'Infinity',
    '1.2.3',
    '--1',
    '9'.repeat(65),
  ])('should refuse %j', (value) => {
    expect(decimalSchema.safeParse(value).success).toBe(false);
  });

  it('should show the form where it refuses', () => {
    const [issue] = decimalSchema.safeParse('0,3').error?.issues ?? [];
    expect(issue?.message).toContain('"-12.5"');
  });

  it('should take every form of a number, and drop the blanks around it', () => {
    fc.assert(
      fc.property(number, fc.constantFrom('', ' ', '\u00A0', '\t '), (text, blank) => {
        expect(decimalSchema.parse(`${blank}${text}${blank}`)).toBe(text);
      }),
    );
  });
});

describe('compareDecimals', () => {
  it.each([
    ['3e-1', '0.3'],
    ['.3', '0.3'],
    ['+0.3', '0.3'],
    ['0.30000000000', '0.3'],
    ['6.022e23', '602200000000000000000000'],
    ['-0', '0'],
    ['5.', '5'],
  ])('should find that %s is %s', (a, b) => {
    expect(compare(a, b)).toBe(0);
  });

  it('should tell numbers apart that differ in the last digit only', () => {
    expect(compare('1e-300', '0')).toBe(1);
    expect(compare('602200000000000000000001', '6.022e23')).toBe(1);
  });

  it('should order numbers as whole numbers of a common unit', () => {
    const whole = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 0, max: 30 }), (a, b, places) => {
        const expected = a < b ? -1 : a > b ? 1 : 0;
        expect(compareDecimals({ units: a, scale: places }, { units: b, scale: places })).toBe(expected);
        expect(compareDecimals({ units: a * 1000n, scale: places + 3 }, { units: b, scale: places })).toBe(
          expected,
        );
      }),
    );
  });
});

describe('formatDecimal', () => {
  it('should write a number that is the same, and that is taken as one', () => {
    fc.assert(
      fc.property(number, (text) => {
        const decimal = parseDecimal(text);
        const written = formatDecimal(decimal);
        expect(written).toMatch(/^-?[0-9]+(\.[0-9]*[1-9])?$/);
        expect(compareDecimals(parseDecimal(written), decimal)).toBe(0);
      }),
    );
  });
});

describe('addDecimals', () => {
  it('should give the first number back when the second is taken away again', () => {
    fc.assert(
      fc.property(number, number, (a, b) => {
        const [one, other] = [parseDecimal(a), parseDecimal(b)];
        const sum = addDecimals(one, other);
        expect(compareDecimals(addDecimals(sum, negateDecimal(other)), one)).toBe(0);
        expect(compareDecimals(sum, addDecimals(other, one))).toBe(0);
      }),
    );
  });
});
