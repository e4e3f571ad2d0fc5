import fc from 'fast-check';
import { firstIdOfMs, newId } from '@tenfold/ids';
import {
  after,
  ALL_IDS,
  before,
  monthsBack,
  readWindows,
  windowsBack,
  windowsOn,
  type Window,
} from './month-windows.js';

const at = (date: string): string => firstIdOfMs(Date.parse(date));
const since = (from: string, below = ALL_IDS.below): Window => ({ from, below });
const NOW = Date.parse('2026-11-24');

describe(windowsBack, () => {
  it('should begin with the month of the cursor and the two before it', () => {
    expect(windowsBack(since(at('2020-01-01'), at('2026-11-24')), NOW)).toEqual([
      { from: at('2026-09-01'), below: at('2026-11-24') },
      { from: at('2025-09-01'), below: at('2026-09-01') },
      { from: at('2020-01-01'), below: at('2025-09-01') },
    ]);
  });

  it('should not count the month that begins with the cursor', () => {
    expect(windowsBack(since(at('2020-01-01'), at('2026-08-01')), NOW)[0]?.from).toBe(at('2026-05-01'));
  });

  it('should begin with what is new, and look no further ahead than a clock may be', () => {
    expect(windowsBack(ALL_IDS, NOW)[0]).toEqual({ from: at('2026-09-01'), below: at('2026-11-25') });
  });

  it('should be one where no more is wanted, and none where nothing is', () => {
    const below = at('2026-11-24');
    expect(windowsBack(since(at('2026-10-05'), below), NOW)).toEqual([{ from: at('2026-10-05'), below }]);
    expect(windowsBack(since(below, below), NOW)).toEqual([]);
    expect(windowsBack(since(below, at('2020-01-01')), NOW)).toEqual([]);
  });
});

describe(windowsOn, () => {
  it('should begin with the month of the cursor and the two after it', () => {
    expect(windowsOn(since(at('2020-01-15')), NOW)).toEqual([
      { from: at('2020-01-15'), below: at('2020-04-01') },
      { from: at('2020-04-01'), below: at('2021-04-01') },
      { from: at('2021-04-01'), below: at('2026-11-25') },
    ]);
    expect(windowsOn(since(at('2026-11-24')), NOW)).toHaveLength(1);
    expect(windowsOn(since(at('2028-01-01')), NOW)).toEqual([]);
  });
});

describe(monthsBack, () => {
  it('should go back month by month, and end with what is older', () => {
    const wanted = since(at('2026-07-03'), at('2026-10-01'));
    expect([...monthsBack(wanted, '2026-08', NOW)]).toEqual([
      { from: at('2026-09-01'), below: at('2026-10-01') },
      { from: at('2026-08-01'), below: at('2026-09-01') },
      { from: at('2026-07-03'), below: at('2026-08-01') },
    ]);
    expect([...monthsBack(wanted, '2026-01', NOW)]).toHaveLength(3);
    expect([...monthsBack(wanted, undefined, NOW)]).toEqual([wanted]);
    expect([...monthsBack(since(at('2028-01-01')), '2026-01', NOW)]).toEqual([]);
  });
});

describe('windows of both directions', () => {
  it('should cover all that lies between, without a gap, whatever is wanted', () => {
    const id = fc.integer({ min: 0, max: NOW }).map((ms) => newId(7, ms));
    fc.assert(
      fc.property(id, id, fc.constantFrom(windowsBack, windowsOn), (from, below, windows) => {
        const found = windows({ from, below }, NOW);
        if (from >= below) return expect(found).toEqual([]);
        const upwards = windows === windowsOn ? found : found.toReversed();
        expect([upwards[0]?.from, upwards.at(-1)?.below]).toEqual([from, below]);
        for (const [index, window] of upwards.slice(1).entries()) {
          expect(window.from).toBe(upwards[index]?.below);
        }
        return expect(found.length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('should be cut by a row that is not wanted any more', () => {
    const id = '01000000-0000-7fff-8fff-ffffffffffff';
    expect(before(ALL_IDS, id)).toEqual({ from: ALL_IDS.from, below: id });
    expect(after(ALL_IDS, id).from).toBe('01000000-0000-7fff-9000-000000000000');
    const [from, below] = [at('2020-01-01'), at('2020-02-01')];
    expect(after(before({ from, below }, at('2026-01-01')), at('2019-01-01'))).toEqual({ from, below });
  });
});

describe(readWindows, () => {
  it('should look no further once there are enough, and say when some are missing', async () => {
    const windows = windowsBack(ALL_IDS, NOW);
    const asked: number[] = [];
    const read = (rows: readonly number[]) => async (_window: Window, limit: number) => {
      asked.push(limit);
      return { rows: rows.slice(0, limit), incomplete: asked.length === 1 };
    };
    expect(await readWindows(windows, 3, read([1, 2]))).toEqual({ rows: [1, 2, 1], incomplete: true });
    expect(asked).toEqual([3, 1]);
  });
});
