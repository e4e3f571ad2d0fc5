/**
 * SQL of the first day of the oldest month that a table divided by month still has. What is older was put away, and sums that
 * count it cannot be compared with its rows any more.
 * @param table with its schema; its partitions are named by monthsFunction (see partitions.ts)
 */
export function oldestMonthOf(table: string): string {
  return `(SELECT min(to_date(right(c.relname, 8), '"y"YYYY"m"MM')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = '${table}'::regclass AND NOT i.inhdetachpending)`;
}
