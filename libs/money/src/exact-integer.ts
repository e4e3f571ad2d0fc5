import { z } from 'zod';

/**
 * A whole number of any size that survives JSON: a number up to 2^53 - 1, decimal text beyond, on either side of zero.
 * JSON parsers agree on integers in that range only (RFC 8259, section 6). Each value has one form, so two are equal when they are
 * identical (`===`). `BigInt(value)` reads both forms.
 */
export type ExactInteger = number | string;

export function toExactInteger(value: bigint): ExactInteger {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** Reads decimal text without leading zeros or a plus sign, as Postgres writes an integer. */
export function parseExactInteger(text: string): ExactInteger {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

export function addExact(a: ExactInteger, b: ExactInteger): ExactInteger {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    // A rounded sum is at least 2^53, so a safe one is exact.
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toExactInteger(BigInt(a) + BigInt(b));
}

/** Negative when `a` is less than `b`, positive when it is greater. */
export function compareExact(a: ExactInteger, b: ExactInteger): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [BigInt(a), BigInt(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** What a sum is in an answer. */
export const exactIntegerSchema = z
  .union([
    z.int(),
    z.string().regex(/^-?[1-9][0-9]{15,}$/, { error: 'must be a whole number of at least 16 digits' }),
  ])
  .meta({
    id: 'ExactInteger',
    description:
      'A whole number: a JSON number from -9007199254740991 to 9007199254740991, decimal text outside of that range, where JSON numbers lose digits',
    example: 1275,
  });
