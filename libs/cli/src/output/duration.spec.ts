import { formatDuration, parseSeconds } from './duration.js';

describe(formatDuration, () => {
  it.each([
    [0, '0 ms'],
    [999.4, '999 ms'],
    [4_240, '4.2 s'],
    [185_000, '3 min 05 s'],
    [7_800_000, '2 h 10 min'],
    [273_600_000, '3 d 4 h'],
  ])('should write %d ms as %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });
});

describe(parseSeconds, () => {
  it.each([
    ['90', 90],
    ['90s', 90],
    ['15m', 900],
    ['1h', 3_600],
    ['7d', 604_800],
  ])('should read %s', (text, seconds) => {
    expect(parseSeconds(text)).toBe(seconds);
  });

  it.each(['', 'h', '1.5h', '-1h', '1 h', '1w'])('should refuse "%s"', (text) => {
    expect(parseSeconds(text)).toBeUndefined();
  });
});
