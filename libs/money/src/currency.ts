import { z } from 'zod';

/**
 * The currencies that ISO 4217 lists as active (as of January 2026), without the codes that have no minor unit
 * (metals, funds of account, testing): nobody pays an order in those.
 */
const ACTIVE =
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF ' +
  'CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP ' +
  'GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT ' +
  'LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
  'NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN ' +
  'SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF ' +
  'XCD XCG XOF XPF YER ZAR ZMW ZWG';

/** Currencies whose minor unit is not a hundredth. */
const UNUSUAL: readonly (readonly [exponent: number, codes: string])[] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];

const codes = ACTIVE.split(' ') as [string, ...string[]];
const exponents = new Map(codes.map((code) => [code, 2]));
for (const [exponent, list] of UNUSUAL) for (const code of list.split(' ')) exponents.set(code, exponent);

/** The codes that an amount may be in. */
export const CURRENCIES: ReadonlySet<string> = new Set(codes);

/** How many decimals a currency's minor unit has: JPY 0, GBP 2, BHD 3. Throws RangeError for an unknown code. */
export function currencyExponent(currency: string): number {
  const exponent = exponents.get(currency);
  if (exponent === undefined) throw new RangeError('unknown currency: expected an active ISO 4217 code');
  return exponent;
}

/** An active ISO 4217 code in upper case. */
export const currencySchema = z
  .enum(codes, { error: 'must be an active ISO 4217 currency code in upper case, such as GBP' })
  .meta({ id: 'Currency', description: 'ISO 4217 currency code', example: 'GBP' });
