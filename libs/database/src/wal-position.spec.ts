import fc from 'fast-check';
import { BEYOND, formatWalPosition, parseWalPosition } from './wal-position.js';

describe(parseWalPosition, () => {
  it('should read what Postgres writes', () => {
    expect(parseWalPosition('16/B374D848')).toBe(0x16_b374_d848n);
    expect(parseWalPosition('0/0')).toBe(0n);
  });

  it('should read what formatWalPosition writes, whatever it is', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: BEYOND }), (position) => {
        expect(parseWalPosition(formatWalPosition(position))).toBe(position);
      }),
    );
  });

  it('should refuse anything else', () => {
    for (const text of ['', '1', '1/', '1/g', '1/2/3', '123456789/0', '1/ab'])
      expect(() => parseWalPosition(text)).toThrow(RangeError);
  });
});
