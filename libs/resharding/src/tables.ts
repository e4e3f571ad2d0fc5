import { MoveError } from './move-error.js';
import type { Session } from './session.js';

/** A table whose rows belong to buckets. */
export interface ShardedTable {
  readonly schema: string;
  /** Schema and name, quoted. */
  readonly at: string;
  readonly columns: readonly string[];
  /** Of the primary key, quoted. */
  readonly key: readonly string[];
  readonly partitioned: boolean;
}

interface Found extends ShardedTable {
  readonly fenced: boolean;
  readonly generated: string[];
}

/** Every table with a bucket, partitions apart; the same question for all services, whatever they are. */
async function findTables({ client }: Session): Promise<Found[]> {
  const { rows } = await client.query<Found>(
    `SELECT n.nspname AS schema, format('%I.%I', n.nspname, c.relname) AS at, c.relkind = 'p' AS partitioned,
            (SELECT array_agg(quote_ident(a.attname) ORDER BY a.attnum) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
            (SELECT coalesce(array_agg(quote_ident(a.attname) ORDER BY array_position(i.indkey::int2[], a.attnum)), '{}')
               FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
              WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
            EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname LIKE 'tenfold\\_fence\\_%') AS fenced,
            ARRAY(SELECT a.attname::text FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                     AND (a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE '%nextval(%')) AS generated
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'tenfold' AND n.nspname !~ '^pg_'
        AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'bucket' AND NOT a.attisdropped)
      ORDER BY 2`,
  );
  return rows;
}

/** @throws MoveError for tables that cannot be moved without loss, or that the two shards do not have alike */
export async function movableTables(source: Session, target: Session): Promise<readonly ShardedTable[]> {
  const [here, there] = await Promise.all([findTables(source), findTables(target)]);
  if (here.length === 0) throw new MoveError(`${source.name} has no tables with a bucket: migrate it first`);
  const shapes = new Map(there.map((table) => [table.at, JSON.stringify([table.columns, table.key])]));
  const problems = here.flatMap((table) => {
    if (shapes.get(table.at) !== JSON.stringify([table.columns, table.key]))
      return [`${table.at} is not the same on ${target.name}: migrate both`];
    if (table.key[0] !== 'bucket') return [`${table.at} has no primary key that begins with bucket`];
    if (!table.fenced) return [`${table.at} has no fence: migrate ${source.name}`];
    return table.generated.map((column) => `${table.at}.${column} counts up on each shard of its own`);
  });
  const known = new Set(here.map(({ at }) => at));
  problems.push(
    ...there.filter(({ at }) => !known.has(at)).map(({ at }) => `${at} is only on ${target.name}`),
  );
  if (problems.length > 0) throw new MoveError(problems.join('; '));
  return here;
}

/** The schemas whose tables have buckets. */
export async function schemasOf(session: Session): Promise<string[]> {
  return [...new Set((await findTables(session)).map(({ schema }) => schema))];
}
