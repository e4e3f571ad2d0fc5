import fc from 'fast-check';
import { createHmac } from 'node:crypto';
import { hmacSha256 } from './hmac.js';

const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array));

describe(hmacSha256, () => {
  it('should sign as OpenSSL does, whatever the lengths of the key and of the message', () => {
    fc.assert(
      fc.property(bytes, bytes, (key, message) => {
        expect(hmacSha256(key)(message)).toEqual(createHmac('sha256', key).update(message).digest());
      }),
    );
  });

  it('should take a text as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), bytes, (key, message) => {
        expect(hmacSha256(key)(message)).toEqual(createHmac('sha256', key).update(message).digest());
      }),
    );
  });

  it('should sign the second test case of RFC 4231', () => {
    expect(hmacSha256('Jefe')(Buffer.from('what do ya want for nothing?')).toString('hex')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});
