import { z } from 'zod';

/** Digits after the point that a numeric answer may have. */
const SCALE = 10;

/**
 * A number as text: `0.1 + 0.2` must be `0.3` when an answer is compared with a tolerance, so no binary fraction is ever
 * made of it. 15 digits before the point and 10 after cover measurements and money alike.
 */
export const decimalSchema = z
  .string()
  .regex(
    /^-?[0-9]{1,15}(\.[0-9]{1,10})?$/,
    'must be a decimal such as "-12.5": up to 15 digits, then up to 10 decimals',
  )
  .meta({ id: 'Decimal', description: 'A decimal number as text, compared exactly', example: '3.14' });

/** The number in units of 10^-10. */
export function toScaled(decimal: string): bigint {
  const negative = decimal.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? decimal.slice(1) : decimal).split('.');
  const units = BigInt(whole + fraction.padEnd(SCALE, '0'));
  return negative ? -units : units;
}

/** The shortest text of a number in units of 10^-10. */
export function fromScaled(units: bigint): string {
  const magnitude = (units < 0n ? -units : units).toString().padStart(SCALE + 1, '0');
  const fraction = magnitude.slice(-SCALE).replace(/0+$/, '');
  return (units < 0n ? '-' : '') + magnitude.slice(0, -SCALE) + (fraction === '' ? '' : `.${fraction}`);
}
