import fc from 'fast-check';
import { firstIdOfMs, newId, timeOfId } from '@tenfold/ids';
import { monthOf } from './month.js';
import { windowsBack } from './month-windows.js';

const at = (date: string): string => firstIdOfMs(Date.parse(date));

describe(windowsBack, () => {
  it('should begin with the month of the cursor and the two before it', () => {
    const windows = windowsBack(at('2026-11-24'), '2020-01');
    expect(windows).toEqual([
      { from: at('2026-09-01'), below: at('2026-11-24') },
      { from: at('2025-09-01'), below: at('2026-09-01') },
      { from: at('2020-01-01'), below: at('2025-09-01') },
    ]);
  });

  it('should not count the month that begins with the cursor', () => {
    expect(windowsBack(at('2026-08-01'), '2020-01')[0]?.from).toBe(at('2026-05-01'));
  });

  it('should be one where there is nothing older, and none where there is nothing at all', () => {
    const below = at('2026-11-24');
    expect(windowsBack(below, '2026-10')).toEqual([{ from: at('2026-10-01'), below }]);
    expect(windowsBack(below, '2026-09')).toHaveLength(1);
    expect(windowsBack(at('2026-09-01'), '2026-09')).toEqual([]);
  });

  it('should cover all that lies between, without a gap, whatever the cursor', () => {
    const ms = fc.integer({ min: 0, max: Date.UTC(2060, 0, 1) });
    fc.assert(
      fc.property(ms, fc.option(ms, { nil: undefined }), (cursor, oldestMs) => {
        const below = newId(7, cursor);
        const oldest = oldestMs === undefined ? undefined : monthOf(oldestMs);
        const windows = windowsBack(below, oldest);
        const first = oldest === undefined ? 0 : Date.parse(`${oldest}-01`);
        if (cursor < first) return expect(windows).toEqual([]);
        expect(windows[0]?.below).toBe(below);
        expect(timeOfId(windows.at(-1)?.from ?? '')).toBe(first);
        for (const [index, window] of windows.slice(1).entries()) {
          expect(window.below).toBe(windows[index]?.from);
        }
        return expect(windows.length).toBeLessThanOrEqual(3);
      }),
    );
  });
});
