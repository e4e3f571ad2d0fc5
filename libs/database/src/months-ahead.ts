import type pg from 'pg';
import { monthOf, monthsAhead, parsePartition, type Month } from './month.js';

/** Every partitioned table of the schemas, and its partitions. */
export const LIST_MONTHS = `SELECT n.nspname || '.' || p.relname AS "table", c.relname AS partition
  FROM pg_partitioned_table t JOIN pg_class p ON p.oid = t.partrelid JOIN pg_namespace n ON n.oid = p.relnamespace
  LEFT JOIN pg_inherits i ON i.inhparent = p.oid AND NOT i.inhdetachpending LEFT JOIN pg_class c ON c.oid = i.inhrelid
  WHERE n.nspname = ANY($1::text[]) ORDER BY p.oid, c.relname`;

export interface ListedMonth {
  readonly table: string;
  readonly partition: string | null;
}

/** Of each table, how many months there are after this one: when it comes near zero, rows will soon be refused. */
export function countAhead(rows: readonly ListedMonth[]): ReadonlyMap<string, number> {
  const now = monthOf(Date.now());
  const tables = Map.groupBy(rows, ({ table }) => table);
  const ahead = [...tables].map(([table, of]) => {
    const months = of.flatMap(({ partition }) => parsePartition(partition ?? '')?.month ?? []);
    return [table, monthsAhead(months, now)] as const;
  });
  return new Map(ahead);
}

/** The first month of any table. */
export function firstMonth(rows: readonly ListedMonth[]): Month | undefined {
  return rows.flatMap(({ partition }) => parsePartition(partition ?? '')?.month ?? []).toSorted()[0];
}

/** The least of them over all tables of the schemas; null where none has partitions. */
export async function fewestMonthsAhead(
  client: pg.Client,
  schemas: readonly string[],
): Promise<number | null> {
  const { rows } = await client.query<ListedMonth>(LIST_MONTHS, [schemas]);
  const counts = [...countAhead(rows).values()];
  return counts.length === 0 ? null : Math.min(...counts);
}
