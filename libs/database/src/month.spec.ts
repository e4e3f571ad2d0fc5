import fc from 'fast-check';
import { monthOf, monthsAhead, monthsLater, parsePartition } from './month.js';

describe(monthOf, () => {
  it('should change at the first millisecond in UTC', () => {
    expect(monthOf(Date.UTC(2026, 6, 1) - 1)).toBe('2026-06');
    expect(monthOf(Date.UTC(2026, 6, 1))).toBe('2026-07');
  });

  it('should be the same the second time, for any moment that an id can tell', () => {
    const moment = fc.integer({ min: -1, max: 2 ** 48 - 1 }).filter((at) => at < 253_402_300_800_000);
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 86_400_000 }), (at, later) => {
        for (const each of [at, at + later, at]) {
          expect(monthOf(each)).toBe(new Date(each).toISOString().slice(0, 7));
        }
      }),
    );
  });
});

describe(monthsLater, () => {
  it('should go over the end of a year in both directions', () => {
    expect(monthsLater('2026-11', 3)).toBe('2027-02');
    expect(monthsLater('2026-02', -14)).toBe('2024-12');
  });

  it('should come back from wherever it went', () => {
    const month = fc.integer({ min: 0, max: 1_200 }).map((n) => monthsLater('1990-01', n));
    fc.assert(
      fc.property(month, fc.integer({ min: -300, max: 300 }), (from, distance) => {
        expect(monthsLater(monthsLater(from, distance), -distance)).toBe(from);
      }),
    );
  });
});

describe(parsePartition, () => {
  it('should tell the table and the month, also of a second archive of one month', () => {
    expect(parsePartition('attempt_answer_y2026m07')).toEqual({ table: 'attempt_answer', month: '2026-07' });
    expect(parsePartition('header_y2026m07_2')).toEqual({ table: 'header', month: '2026-07' });
    expect(parsePartition('header')).toBeUndefined();
  });
});

describe(monthsAhead, () => {
  it('should count the months to come up to the first gap, and not this one', () => {
    const months = ['2026-10', '2026-11', '2026-12', '2027-01', '2027-03'];
    expect(monthsAhead(months, '2026-11')).toBe(2);
    expect(monthsAhead(months, '2027-01')).toBe(0);
    expect(monthsAhead([], '2026-11')).toBe(0);
  });
});
