import { MoveError } from './move-error.js';
import type { Session } from './session.js';
import type { ShardedTable } from './tables.js';

interface Partition {
  readonly schema: string;
  readonly at: string;
}

/**
 * Gives the target every month that the source has, before its rows arrive. Asked again and again while rows are copied, because
 * an import may make a past month at any time.
 */
export async function ensureMonths(
  source: Session,
  target: Session,
  tables: readonly ShardedTable[],
): Promise<void> {
  const parents = tables.filter(({ partitioned }) => partitioned).map(({ at }) => at);
  const [here, there] = await Promise.all([partitionsOf(source, parents), partitionsOf(target, parents)]);
  const missing = without(here, there);
  for (const { schema, month } of wanted(missing))
    await target.client.query(`SELECT ${schema}.ensure_months($1::date, $1::date)`, [month]);
  const still = missing.length === 0 ? [] : without(missing, await partitionsOf(target, parents));
  if (still.length > 0)
    throw new MoveError(`${target.name} lacks the partitions ${still.map(({ at }) => at).join(', ')}`);
}

async function partitionsOf({ client }: Session, parents: readonly string[]): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `SELECT quote_ident(n.nspname) AS schema, format('%I.%I', n.nspname, c.relname) AS at
       FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE i.inhparent = ANY($1::regclass[])`,
    [parents],
  );
  return rows;
}

function without(some: readonly Partition[], others: readonly Partition[]): Partition[] {
  const known = new Set(others.map(({ at }) => at));
  return some.filter(({ at }) => !known.has(at));
}

/** The month of a partition stands in its name: header_y2026m11. */
function wanted(partitions: readonly Partition[]): { schema: string; month: string }[] {
  const months = partitions.flatMap(({ schema, at }) => {
    const found = /_y(\d{4})m(\d{2})"?$/.exec(at);
    return found === null ? [] : [`${schema} ${found[1] ?? ''}-${found[2] ?? ''}-01`];
  });
  return [...new Set(months)].map((word) => {
    const [schema = '', month = ''] = word.split(' ');
    return { schema, month };
  });
}
