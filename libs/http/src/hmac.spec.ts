import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { hmacSha256 } from './hmac.js';

/** Of all lengths: on both sides of a block of 64 bytes, and messages of several blocks. */
const bytes = fc.uint8Array({ maxLength: 200, size: 'max' }).map((array) => Buffer.from(array));
const opensslOf = (key: Buffer | string, message: Buffer): Buffer =>
  createHmac('sha256', key).update(message).digest();

describe(hmacSha256, () => {
  it('should sign as OpenSSL does, whatever the lengths of the key and of the message', () => {
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        expect(hmacSha256(key)(message)).toEqual(opensslOf(key, message));
      }),
    );
  });

  it.each([0, 1, 63, 64, 65, 128, 131])('should sign with a key of %i bytes', (length) => {
    const key = Buffer.alloc(length, 0xaa);
    expect(hmacSha256(key)(Buffer.from('message'))).toEqual(opensslOf(key, Buffer.from('message')));
  });

  it('should take a text as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100, size: 'max' }), bytes, (key, message) => {
        expect(hmacSha256(key)(message)).toEqual(opensslOf(key, message));
      }),
    );
  });

  it('should sign the second test case of RFC 4231', () => {
    expect(hmacSha256('Jefe')(Buffer.from('what do ya want for nothing?')).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
