import { instantsOf, isLocalTime } from './local-time.js';

describe(isLocalTime, () => {
  it.each(['2010-12-01 08:26:00', '2012-02-29 23:59:59'])('should accept %s', (text) => {
    expect(isLocalTime(text)).toBe(true);
  });

  it.each([
    '2011-02-29 00:00:00',
    '2010-13-01 00:00:00',
    '2010-12-01 24:00:00',
    '2010-12-01T08:26:00',
    '12/1/2010 8:26',
    '',
  ])('should refuse %j', (text) => {
    expect(isLocalTime(text)).toBe(false);
  });
});

describe(instantsOf, () => {
  it.each([
    ['UTC', '2011-06-30 20:08:00', '2011-06-30T20:08:00.000Z'],
    ['Europe/London', '2011-06-30 20:08:00', '2011-06-30T19:08:00.000Z'],
    ['Europe/London', '2010-12-01 08:26:00', '2010-12-01T08:26:00.000Z'],
    ['America/New_York', '2011-03-13 01:59:00', '2011-03-13T06:59:00.000Z'],
    ['America/New_York', '2011-03-13 03:00:00', '2011-03-13T07:00:00.000Z'],
    ['Asia/Kolkata', '2011-01-01 00:00:00', '2010-12-31T18:30:00.000Z'],
  ])('should read in %s the time %s as %s', (timeZone, local, instant) => {
    expect(instantsOf(timeZone)(local)).toBe(instant);
  });

  it('should refuse a time zone that does not exist', () => {
    expect(() => instantsOf('Mars/Olympus')).toThrow(RangeError);
  });
});
