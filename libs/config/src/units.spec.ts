import fc from 'fast-check';
import { parseBytes, parseDuration } from './units.js';

describe('parseDuration', () => {
  it.each([
    ['0s', 0],
    ['500ms', 500],
    ['5s', 5_000],
    ['1.5m', 90_000],
    ['0.001s', 1],
    ['1h', 3_600_000],
    ['1d', 86_400_000],
  ])('should read %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '5', 's', '-1s', '5 s', '5S', '0.5ms', '1w', '1e3s', '999999999999999d', '5s ', '.5s'])(
    'should refuse %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});

describe('parseBytes', () => {
  it.each([
    ['0B', 0],
    ['512B', 512],
    ['64KiB', 65_536],
    ['1MiB', 1_048_576],
    ['0.5GiB', 536_870_912],
  ])('should read %s', (text, size) => {
    expect(parseBytes(text)).toBe(size);
  });

  it.each(['', '5', '1KB', '1kib', '0.5B', '-1B', 'B', '1 KiB'])('should refuse %j', (text) => {
    expect(parseBytes(text)).toBeUndefined();
  });

  it('should answer whole numbers or nothing, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.double(),
        fc.constantFrom('B', 'KiB', 'GiB', 'ms', 'd'),
        (text, number, unit) => {
          for (const candidate of [text, number + unit]) {
            for (const value of [parseBytes(candidate), parseDuration(candidate)]) {
              expect(value === undefined || (Number.isSafeInteger(value) && value >= 0)).toBe(true);
            }
          }
        },
      ),
    );
  });
});
