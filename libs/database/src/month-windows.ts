import { firstIdOfMs, firstIdSince, isId, timeOfId } from '@tenfold/ids';
import { monthOf, monthsLater, type Month } from './month.js';

/** Ids from `from` up to, and without, `below`. */
export interface Window {
  readonly from: string;
  readonly below: string;
}

/** All ids that there can be. */
export const ALL_IDS: Window = {
  from: '00000000-0000-0000-0000-000000000000',
  below: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
};

/** More than the clocks of two servers differ by: no id is newer, and the partitions of the months after that are not looked at. */
const DAY_MS = 86_400_000;

/** Most pages are full before the second of them, and nobody pays for more than three statements. */
const MONTHS = [3, 12];

/**
 * Divides what a list goes back over into a few windows, the newest first and small: a page that is full after the first has looked
 * into its months only.
 */
export function windowsBack({ from, below }: Window, now = Date.now()): Window[] {
  const windows: Window[] = [];
  let end = earlier(below, firstIdOfMs(now + DAY_MS));
  // The month of the last id that is wanted: a cursor may be the first id of a month.
  for (const start of startsBack(monthOf(Math.max(0, timeOfId(end) - 1)))) {
    if (start <= from) break;
    windows.push({ from: start, below: end });
    end = start;
  }
  return from < end ? [...windows, { from, below: end }] : windows;
}

const known = new Map<Month, readonly string[]>();
const MOST_KNOWN = 100;

/** Where windows begin that go back from this month; remembered, since nearly all lists go back from the present one. */
function startsBack(from: Month): readonly string[] {
  let starts = known.get(from);
  if (starts !== undefined) return starts;
  let month = from;
  starts = MONTHS.map((size) => {
    const start = idOf(monthsLater(month, 1 - size));
    month = monthsLater(month, -size);
    return start;
  });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(from, starts);
  return starts;
}

/** As `windowsBack` for a list that is read from its oldest row on. */
export function windowsOn({ from, below: wanted }: Window, now = Date.now()): Window[] {
  const windows: Window[] = [];
  const below = earlier(wanted, firstIdOfMs(now + DAY_MS));
  if (from >= below) return [];
  let month = monthOf(isId(from) ? timeOfId(from) : 0);
  let start = from;
  for (const size of MONTHS) {
    const end = idOf(monthsLater(month, size));
    if (end >= below) break;
    windows.push({ from: start, below: end });
    start = end;
    month = monthsLater(month, size);
  }
  return [...windows, { from: start, below }];
}

/**
 * One month after the other, the newest first, and in the end what is older than all of them: for a list that is read as a whole.
 * @param oldest the first month that has rows, as far as is known; undefined when there is none
 */
export function* monthsBack(
  { from, below }: Window,
  oldest: Month | undefined,
  now = Date.now(),
): Generator<Window> {
  let end = earlier(below, firstIdOfMs(now + DAY_MS));
  while (oldest !== undefined && end > from && end > idOf(oldest)) {
    const start = idOf(monthOf(Math.max(0, timeOfId(end) - 1)));
    yield { from: start > from ? start : from, below: end };
    end = start;
  }
  // Rows may have come meanwhile into months that nobody here knows of yet.
  if (end > from) yield { from, below: end };
}

/** The ids of a window that come after this one. */
export function after(window: Window, id: string): Window {
  const from = nextId(id);
  return from > window.from ? { ...window, from } : window;
}

/** The ids of a window that come before this one. */
export function before(window: Window, id: string): Window {
  return id < window.below ? { ...window, below: id } : window;
}

/** Rows of several windows, one after the other, until there are enough. */
export async function readWindows<T>(
  windows: readonly Window[],
  limit: number,
  read: (window: Window, limit: number) => Promise<{ rows: readonly T[]; incomplete: boolean }>,
): Promise<{ rows: T[]; incomplete: boolean }> {
  const rows: T[] = [];
  let incomplete = false;
  // A page that is full looks no further: the other months are not even planned.
  for (const window of windows) {
    const found = await read(window, limit - rows.length);
    rows.push(...found.rows);
    incomplete ||= found.incomplete;
    if (rows.length >= limit) break;
  }
  return { rows, incomplete };
}

function nextId(id: string): string {
  const next = (BigInt(`0x${id.replaceAll('-', '')}`) + 1n).toString(16).padStart(32, '0');
  return next.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function idOf(month: Month): string {
  return firstIdSince(Date.parse(`${month}-01T00:00:00Z`));
}
