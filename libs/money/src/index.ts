export { formatMinor, LINE_TOTAL_SQL, lineTotal, sumMinor } from './amount.js';
export { CURRENCIES, currencyExponent, currencySchema } from './currency.js';
export {
  addExact,
  compareExact,
  exactIntegerSchema,
  parseExactInteger,
  toExactInteger,
  type ExactInteger,
} from './exact-integer.js';
export { canonicalUnitPrice, UNIT_PRICE_DECIMALS, unitPriceSchema } from './unit-price.js';
export { shareOfLine, type Pieces } from './share-of-line.js';
