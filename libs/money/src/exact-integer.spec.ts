import fc from 'fast-check';
import {
  addExact,
  compareExact,
  exactIntegerSchema,
  parseExactInteger,
  toExactInteger,
  type ExactInteger,
} from './exact-integer.js';

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const near = (center: bigint) => fc.bigInt({ min: center - 3n, max: center + 3n });
const integers = fc.oneof(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), near(0n), near(MAX), near(-MAX));

describe('ExactInteger', () => {
  it('should keep every integer through JSON, in one form', () => {
    fc.assert(
      fc.property(integers, (value) => {
        const exact = toExactInteger(value);
        expect(BigInt(JSON.parse(JSON.stringify(exact)) as ExactInteger)).toBe(value);
        expect(parseExactInteger(value.toString())).toBe(exact);
        expect(typeof exact).toBe(value >= -MAX && value <= MAX ? 'number' : 'string');
        expect(exactIntegerSchema.safeParse(exact).success).toBe(true);
      }),
    );
  });

  it('should add without losing a unit, whatever the operands and the sum come to', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        expect(addExact(toExactInteger(a), toExactInteger(b))).toBe(toExactInteger(a + b));
      }),
    );
  });

  it('should order as the integers are ordered', () => {
    fc.assert(
      fc.property(integers, integers, (a, b) => {
        const order = a === b ? 0 : a < b ? -1 : 1;
        expect(Math.sign(compareExact(toExactInteger(a), toExactInteger(b)))).toBe(order);
      }),
    );
  });

  it.each(['1', '007', '+12345678901234567', '1234567890123456.5', '', '-'])(
    'should refuse the text %j',
    (text) => {
      expect(exactIntegerSchema.safeParse(text).success).toBe(false);
    },
  );
});
