/** A month as partitions are named by it, `2026-07`: text that sorts by time. In UTC, as ids are. */
export type Month = string;

const PARTITION = /^(.+)_y(\d{4})m(\d{2})(?:_\d+)?$/;

export function monthOf(atMs: number): Month {
  return new Date(atMs).toISOString().slice(0, 7);
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
