import fc from 'fast-check';
import { decodeEntry, encodeEntry, versionDigits, type Entry } from './entry.js';

const entries: fc.Arbitrary<Entry> = fc.record({
  version: fc.maxSafeNat(),
  kind: fc.constantFrom('value' as const, 'absent' as const, 'tombstone' as const),
  suspect: fc.boolean(),
  fillMs: fc.nat(10 ** 8 - 1),
  etag: fc.oneof(fc.constant(''), fc.stringMatching(/^"[\w-]{22}"$/)),
  body: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
});

describe('entries', () => {
  it('should come back as they were encoded', () => {
    fc.assert(fc.property(entries, (entry) => expect(decodeEntry(encodeEntry(entry))).toEqual(entry)));
  });

  it('should be none when somebody else has written the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeEntry(Buffer.from(bytes))).toBeUndefined();
      }),
    );
    expect(decodeEntry(encodeEntry({ ...fc.sample(entries, 1)[0]! }).subarray(0, 40))).toBeUndefined();
  });
});

describe('versionDigits', () => {
  it('should have the order of the numbers', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (a, b) => {
        expect(versionDigits(a) < versionDigits(b)).toBe(a < b);
        expect(versionDigits(a)).toHaveLength(16);
      }),
    );
  });
});
