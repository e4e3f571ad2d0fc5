import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { testStores } from './test-stores.js';

/** Tests name times of 2001 and of 2010 and later themselves; what is imported must be from 2000 on. */
const DAYS = Array.from({ length: 1_096 }, (_, n) => Date.UTC(2002, 0, 1 + n));
const MONTHS = Array.from({ length: 60 }, (_, n) => dayOf(Date.UTC(2005, n)).slice(0, 7));

/**
 * The start of so many days in a row that no other test of this run has. Tests share the stores and run at the same time: what one counts
 * over a day would else hold what another has placed.
 */
export function ownDays(count = 1): number {
  for (let first = 0; first + count <= DAYS.length; first += 1) {
    const days = DAYS.slice(first, first + count);
    const taken = days.findIndex((day) => !reserve(dayOf(day)));
    if (taken === -1) return days[0] ?? 0;
    first += taken;
  }
  throw new Error('every day is taken');
}

/** A month as `2005-03` that no other test of this run has. */
export function ownMonth(): string {
  const month = MONTHS.find(reserve);
  if (month === undefined) throw new Error('every month is taken');
  return month;
}

/** A file that only one process can make is the reservation; it lies with the data of the run, and is deleted with it. */
function reserve(time: string): boolean {
  const directory = join(dirname(testStores().shardMapFile), 'data', 'own-time');
  mkdirSync(directory, { recursive: true });
  try {
    writeFileSync(join(directory, time), '', { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
