/** A month as partitions are named by it, `2026-07`: text that sorts by time. In UTC, as ids are. */
export type Month = string;

const PARTITION = /^(.+)_y(\d{4})m(\d{2})(?:_\d+)?$/;

const DAY_MS = 86_400_000;
const MOST_KNOWN = 1_000;
const known = new Map<number, Month>();

/** Remembered by day: each list and each write asks for the month of now, and to make the text takes a microsecond. */
export function monthOf(atMs: number): Month {
  const day = Math.floor(atMs / DAY_MS);
  let month = known.get(day);
  if (month !== undefined) return month;
  month = new Date(atMs).toISOString().slice(0, 7);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(day, month);
  return month;
}

/** @param months may be negative */
export function monthsLater(month: Month, months: number): Month {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(Date.UTC(year, number - 1 + months));
}

/** `header_y2026m07` → the table and the month it belongs to; undefined for any other name. */
export function parsePartition(name: string): { table: string; month: Month } | undefined {
  const [, table, year, month] = PARTITION.exec(name) ?? [];
  return table === undefined ? undefined : { table, month: `${year}-${month}` };
}

/** How many months after this one are there without a gap: the number that must not come near zero. */
export function monthsAhead(months: Iterable<Month>, now: Month): number {
  const there = new Set(months);
  let ahead = 0;
  while (there.has(monthsLater(now, ahead + 1))) ahead += 1;
  return ahead;
}
