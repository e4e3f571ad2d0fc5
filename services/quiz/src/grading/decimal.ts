import { z } from 'zod';

/** Characters of a number: the digits of 6.02214076e23 written out and as many decimals fit. */
const MAX_LENGTH = 64;
/** As far as a double reaches; it bounds an exact difference to 700 digits. */
const MAX_EXPONENT = 308;

const FORM = /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?$/;

/**
 * A number as text: `0.1 + 0.2` must be `0.3` when an answer is compared with a tolerance, so no binary fraction is ever made of it.
 * A sign, digits with or without a point, and an exponent; blanks around it are dropped. A decimal comma is refused: "1,234" has two meanings.
 */
export const decimalSchema = z
  .string()
  .trim()
  .max(MAX_LENGTH)
  .regex(
    FORM,
    'must be a decimal such as "-12.5", ".5" or "6.022e23", with a point and without separators of thousands',
  )
  .refine(
    (text) => Math.abs(exponentOf(text)) <= MAX_EXPONENT,
    `must have an exponent between -${MAX_EXPONENT} and ${MAX_EXPONENT}`,
  )
  .meta({
    id: 'Decimal',
    description:
      'A decimal number as text, compared exactly: a sign, digits with or without a point, and an exponent (`-12.5`, `.5`, `6.022e23`)',
    example: '3.14',
  });

/** What was computed of such numbers, or what an author wrote: as many digits as it takes. */
export const exactDecimalSchema = z.string().regex(FORM).meta({
  id: 'ExactDecimal',
  description: 'A decimal number as text, with all its digits',
  example: '3.1415',
});

/** A decimal number, exactly: `units` times ten to the power of `-scale`. */
export interface Decimal {
  readonly units: bigint;
  readonly scale: number;
}

/** @param text as `decimalSchema` takes it */
export function parseDecimal(text: string): Decimal {
  const [mantissa = '0'] = text.trim().split(/e/i);
  const [whole = '', fraction = ''] = mantissa.replace(/^[+-]/, '').split('.');
  const digits = BigInt(`0${whole}${fraction}`);
  return {
    units: mantissa.startsWith('-') ? -digits : digits,
    scale: fraction.length - exponentOf(text),
  };
}

/** Negative when `a` is less than `b`, zero when they are one number, however they are written. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const scale = Math.max(a.scale, b.scale);
  const difference = unitsAt(a, scale) - unitsAt(b, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The exact sum. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: unitsAt(a, scale) + unitsAt(b, scale), scale };
}

export function negateDecimal({ units, scale }: Decimal): Decimal {
  return { units: -units, scale };
}

/** The number without an exponent, and without zeros that say nothing. */
export function formatDecimal({ units, scale }: Decimal): string {
  const places = Math.max(scale, 0);
  const magnitude = unitsAt({ units: units < 0n ? -units : units, scale }, places)
    .toString()
    .padStart(places + 1, '0');
  const point = magnitude.length - places;
  const fraction = magnitude.slice(point).replace(/0+$/, '');
  return (units < 0n ? '-' : '') + magnitude.slice(0, point) + (fraction === '' ? '' : `.${fraction}`);
}

function unitsAt({ units, scale }: Decimal, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale);
}

function exponentOf(text: string): number {
  return Number(/e(.*)$/i.exec(text.trim())?.[1] ?? 0);
}
