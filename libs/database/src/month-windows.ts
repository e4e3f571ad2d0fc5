import { firstIdOfMs, timeOfId } from '@tenfold/ids';
import { monthOf, monthsLater, type Month } from './month.js';

/** Ids from `from` up to, and without, `below`. */
export interface Window {
  readonly from: string;
  readonly below: string;
}

/** Most pages are full before the second of them, and nobody pays for more than three statements. */
const MONTHS = [3, 12];

/**
 * Divides what a list goes back over, from `below` to the oldest month, into a few windows, the newest first and small: a page
 * that is full after the first has looked into its months only.
 * @param oldest the first month that has rows; undefined when it is not known
 */
export function windowsBack(below: string, oldest: Month | undefined): Window[] {
  const first = oldest === undefined ? firstIdOfMs(0) : idOf(oldest);
  const windows: Window[] = [];
  // The month of the last id that is wanted: a cursor may be the first id of a month.
  let month = monthOf(Math.max(0, timeOfId(below) - 1));
  let end = below;
  for (const size of MONTHS) {
    month = monthsLater(month, 1 - size);
    const from = idOf(month);
    if (from <= first) break;
    windows.push({ from, below: end });
    end = from;
    month = monthsLater(month, -1);
  }
  return end > first ? [...windows, { from: first, below: end }] : windows;
}

function idOf(month: Month): string {
  return firstIdOfMs(Math.max(0, Date.parse(`${month}-01T00:00:00Z`)));
}
