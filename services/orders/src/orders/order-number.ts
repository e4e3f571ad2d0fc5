import { timeOfId } from '@tenfold/ids';

// Crockford's base 32: no I, L, O, U, so that nobody misreads a number over the telephone.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The number that people use: the day the order was placed and 40 random bits of its id, `20101201-7K3M-9QXD`. It is made of
 * the id, so it needs no counter that all shards would have to share.
 */
export function orderNumber(id: string): string {
  const day = new Date(timeOfId(id)).toISOString().slice(0, 10).replaceAll('-', '');
  let bits = BigInt(`0x${id.slice(-10)}`);
  let text = '';
  for (let digit = 0; digit < 8; digit += 1) {
    text = ALPHABET.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return `${day}-${text.slice(0, 4)}-${text.slice(4)}`;
}
