import fc from 'fast-check';
import { daySchema } from './index.js';

const accepts = (text: string): boolean => daySchema.safeParse(text).success;
const two = (value: number): string => String(value).padStart(2, '0');

describe('daySchema', () => {
  it('should take the days that there are in 1900 to 2199, and no others', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_800, max: 2_300 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const at = new Date(Date.UTC(year, month - 1, day));
          const isDay = at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
          expect(accepts(`${year}-${two(month)}-${two(day)}`)).toBe(isDay && year >= 1_900 && year < 2_200);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each(['1900-02-29', '2100-02-29', '0000-01-01', '2010-1-1', '2010-12-01T00:00:00Z', '', ' 2010-12-01'])(
    'should refuse %j',
    (text) => expect(accepts(text)).toBe(false),
  );

  it.each(['2000-02-29', '1904-02-29', '2196-02-29'])('should take the leap day %s', (text) =>
    expect(accepts(text)).toBe(true),
  );
});
