import { z } from 'zod';

/** Decimals that a unit price may have in the major unit; the finest currency has as many. */
export const UNIT_PRICE_DECIMALS = 4;

// [0-9], not \d: the pattern is published in the API description, and elsewhere \d takes any script's digits.
const UNIT_PRICE = /^[0-9]{1,12}(\.[0-9]{1,4})?$/;
const TOO_FINE = /^[0-9]{1,12}\.[0-9]{5,}$/;

/** A unit price as text: exact, not negative, at most 12 digits and 4 decimals. A fifth is refused, not rounded. */
export const unitPriceSchema = z
  .string()
  .regex(UNIT_PRICE, {
    error: (issue) =>
      TOO_FINE.test(String(issue.input))
        ? `must have at most ${UNIT_PRICE_DECIMALS} decimals; a finer price is refused, not rounded`
        : 'must be a decimal number as text, not negative, with at most 12 digits and 4 decimals, such as "2.55"',
  })
  .meta({ description: 'Unit price in the major unit, as decimal text', example: '2.55' });

/** The one way to write a price: `02.50` is `2.5`, `3.000` is `3`. Throws RangeError for what is no unit price. */
export function canonicalUnitPrice(text: string): string {
  const scaled = scaledUnitPrice(text);
  const digits = scaled.toString().padStart(UNIT_PRICE_DECIMALS + 1, '0');
  const fraction = digits.slice(-UNIT_PRICE_DECIMALS).replace(/0+$/, '');
  const whole = digits.slice(0, -UNIT_PRICE_DECIMALS);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The price in ten-thousandths of the major unit. */
export function scaledUnitPrice(text: string): bigint {
  if (!UNIT_PRICE.test(text)) {
    throw new RangeError('not a unit price: expected decimal text with at most 12 digits and 4 decimals');
  }
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(UNIT_PRICE_DECIMALS, '0'));
}
