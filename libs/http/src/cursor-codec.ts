import { AppError } from '@tenfold/errors';
import { timingSafeEqual } from 'node:crypto';
import { hmacSha256, type Hmac } from './hmac.js';

export type CursorValue = string | number | null;

/** Longer ones are refused unread; also keeps the URL of a next page short. */
export const MAX_CURSOR_LENGTH = 512;

const MIN_SECRET_LENGTH = 32;
// 128 bits: forging one takes 2^128 requests, and each byte more would be in every URL.
const MAC_BYTES = 16;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * Writes and reads cursors: where in a list a page lies, signed. The scope names what the cursor
 * belongs to (route, filters, sort, and the caller where lists are private); a cursor of another scope is refused
 * like an altered one, so nobody can carry a position into a list that it was not made for.
 */
export class CursorCodec {
  readonly #keyOf: Hmac;

  constructor(secret: string) {
    if (secret.length < MIN_SECRET_LENGTH) {
      throw new RangeError(`the cursor secret must have at least ${MIN_SECRET_LENGTH} characters`);
    }
    this.#keyOf = hmacSha256(secret);
  }

  /** Throws RangeError for values that a cursor cannot carry: sort by bounded columns only. */
  encode(scope: string, values: readonly CursorValue[]): string {
    if (!values.every(isCursorValue)) throw new RangeError('a cursor holds texts, finite numbers and null');
    const payload = Buffer.from(JSON.stringify(values), 'utf8');
    const cursor = Buffer.concat([payload, this.#mac(scope, payload)]).toString('base64url');
    if (cursor.length > MAX_CURSOR_LENGTH) throw new RangeError('the values are too long for a cursor');
    return cursor;
  }

  /**
   * The values as `encode` took them; none without a cursor, which is how a first page is asked for. Throws `cursor_invalid`
   * for anything altered or of another scope.
   */
  decode(scope: string, cursor: string | undefined): CursorValue[] {
    if (cursor === undefined) return [];
    const payload = this.#verified(scope, cursor);
    if (payload === undefined) throw cursorInvalid();
    // Ours by now: the signature says that encode wrote it.
    return JSON.parse(payload.toString('utf8')) as CursorValue[];
  }

  #verified(scope: string, cursor: string): Buffer | undefined {
    if (cursor.length > MAX_CURSOR_LENGTH || !BASE64URL.test(cursor)) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    // The last character can hold bits that no byte uses: several texts would decode alike.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== cursor) return undefined;
    const payload = bytes.subarray(0, -MAC_BYTES);
    return timingSafeEqual(bytes.subarray(-MAC_BYTES), this.#mac(scope, payload)) ? payload : undefined;
  }

  #mac(scope: string, payload: Buffer): Buffer {
    const key = this.#keyOf(Buffer.from(`tenfold cursor v2\n${scope}`));
    return hmacSha256(key)(payload).subarray(0, MAC_BYTES);
  }
}

function isCursorValue(value: unknown): value is CursorValue {
  return value === null || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
}

function cursorInvalid(): AppError {
  return new AppError('cursor_invalid', {
    errors: [
      {
        parameter: 'cursor',
        code: 'cursor_invalid',
        detail: 'use a cursor of this very list, with the same filters and sort, unchanged',
      },
    ],
  });
}
