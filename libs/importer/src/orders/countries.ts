/** ISO 3166-1 alpha-2 codes of the names that the retailer wrote. */
const CODES: Readonly<Record<string, string>> = {
  australia: 'AU',
  austria: 'AT',
  bahrain: 'BH',
  belgium: 'BE',
  brazil: 'BR',
  canada: 'CA',
  cyprus: 'CY',
  'czech republic': 'CZ',
  denmark: 'DK',
  eire: 'IE',
  finland: 'FI',
  france: 'FR',
  germany: 'DE',
  greece: 'GR',
  'hong kong': 'HK',
  iceland: 'IS',
  ireland: 'IE',
  israel: 'IL',
  italy: 'IT',
  japan: 'JP',
  korea: 'KR',
  lebanon: 'LB',
  lithuania: 'LT',
  luxembourg: 'LU',
  malta: 'MT',
  netherlands: 'NL',
  nigeria: 'NG',
  norway: 'NO',
  poland: 'PL',
  portugal: 'PT',
  rsa: 'ZA',
  'saudi arabia': 'SA',
  singapore: 'SG',
  spain: 'ES',
  sweden: 'SE',
  switzerland: 'CH',
  thailand: 'TH',
  'united arab emirates': 'AE',
  'united kingdom': 'GB',
  usa: 'US',
};

/**
 * The code of a country by its name. The Channel Islands (two codes, no common one), the European Community, the West
 * Indies and `Unspecified` have none: an order keeps such a name as text.
 */
export function countryCode(name: string): string | null {
  return CODES[name.toLowerCase()] ?? null;
}
