import { currencyExponent } from './currency.js';
import { scaledUnitPrice, UNIT_PRICE_DECIMALS } from './unit-price.js';

/**
 * Quantity times unit price in minor units, rounded once, half away from zero, so that a return (a negative
 * quantity) cancels its sale exactly. Throws RangeError when an argument is not valid or the result is not a
 * safe integer.
 */
export function lineTotal(quantity: number, unitPrice: string, currency: string): number {
  if (!Number.isSafeInteger(quantity)) throw new RangeError('a quantity must be a whole number');
  const divisor = 10n ** BigInt(UNIT_PRICE_DECIMALS - currencyExponent(currency));
  return toSafeInteger(divideHalfAwayFromZero(BigInt(quantity) * scaledUnitPrice(unitPrice), divisor));
}

/**
 * The SQL expression that agrees with `lineTotal`: `round` of a `numeric` is half away from zero too. `quantity`
 * and `unitPrice` are SQL (a column, a placeholder), never input; `exponent` is a number, or SQL for one where
 * rows differ in currency.
 */
export function LINE_TOTAL_SQL(quantity: string, unitPrice: string, exponent: number | string): string {
  const factor =
    typeof exponent === 'number' ? minorUnits(exponent).toString() : `10::numeric ^ (${exponent})`;
  return `round((${quantity})::numeric * (${unitPrice})::numeric * (${factor}))::bigint`;
}

/** The sum of amounts in minor units. Throws RangeError for a fraction or outside the safe integers. */
export function sumMinor(amounts: Iterable<number>): number {
  let sum = 0n;
  for (const amount of amounts) sum += toBigInt(amount);
  return toSafeInteger(sum);
}

/** An amount in minor units as plain decimal text in the major unit: `formatMinor(-1234, 'GBP')` is `-12.34`. */
export function formatMinor(amount: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const minor = toBigInt(amount);
  const sign = minor < 0n ? '-' : '';
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

function divideHalfAwayFromZero(value: bigint, divisor: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const rounded = (2n * magnitude + divisor) / (2n * divisor);
  return value < 0n ? -rounded : rounded;
}

function minorUnits(exponent: number): bigint {
  if (!Number.isInteger(exponent) || exponent < 0 || exponent > UNIT_PRICE_DECIMALS) {
    throw new RangeError(`a currency exponent must be from 0 to ${UNIT_PRICE_DECIMALS}, got ${exponent}`);
  }
  return 10n ** BigInt(exponent);
}

function toBigInt(amount: number): bigint {
  if (!Number.isSafeInteger(amount)) throw new RangeError('an amount must be a whole number of minor units');
  return BigInt(amount);
}

/** JSON numbers are exact up to 2^53 - 1 only; an amount beyond must fail, not lose its pennies. */
function toSafeInteger(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('the amount is outside the range that is exact');
  return number;
}
