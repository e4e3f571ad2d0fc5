import { statement, type Statement } from '@tenfold/database';
import { receive } from '@tenfold/delivery';

export interface RollupTable {
  /** The name of the consumer in the inbox, and of the lock. */
  readonly name: string;
  readonly table: string;
  readonly period: string;
  /** The column that says whose sums they are, where a period has more than one. */
  readonly owner?: string;
}

const COLUMNS = ['orders', 'returns', 'cancelled', 'item_count', 'total'];

/** The statements of one kind of sums. All orders count by the inbox, which has a row for each step of each. */
export interface RollupStatements {
  readonly apply: Statement;
  readonly hold: Statement;
  readonly kept: Statement;
  readonly receive: Statement;
  readonly clear: Statement;
  readonly put: Statement;
}

export function rollupStatements({ name, table, period, owner }: RollupTable): RollupStatements {
  const keys = [...(owner === undefined ? [] : [owner]), period, 'currency'];
  const lock = `hashtext('orders.${name}')`;
  const values = (first: number): string => {
    const types = ['text', 'date', 'text', 'int', 'int', 'int', 'bigint', 'bigint'];
    return types.map((type, index) => `$${first + index}::${type}[]`).join(', ');
  };
  const names = `${owner ?? 'nobody'}, ${period}, currency, ${COLUMNS.join(', ')}`;
  const all = `bucket = $1 AND ($2::date IS NULL OR ${period} = $2) AND ${period} >= $3::date`;
  return {
    // The inbox decides about each step. While the sums of a bucket are made again, which holds the same lock alone, nothing is
    // added and the answer is false: whoever waited here would keep a connection that the other needs to come to an end.
    // Everything is taken in the order of its keys, or two batches could wait for one another.
    apply: statement(
      `sums.apply-${name}`,
      `WITH delta AS (
  SELECT * FROM unnest($1::smallint[], $2::text[], ${values(3)})
    AS d(bucket, message_id, ${names})
),
held AS MATERIALIZED (
  SELECT bool_and(pg_try_advisory_xact_lock_shared(${lock}, b.bucket::int)) AS ok
  FROM (SELECT DISTINCT bucket FROM delta ORDER BY bucket) b
),
fresh AS (
  ${receive('orders', { from: 'delta JOIN held ON held.ok', consumer: `'${name}'` })}
),
added AS (
  INSERT INTO ${table} AS r (bucket, ${keys.join(', ')}, ${COLUMNS.join(', ')})
  SELECT d.bucket, ${keys.map((key) => `d.${key}`).join(', ')}, ${COLUMNS.map((column) => `sum(d.${column})`).join(', ')}
  FROM delta d JOIN fresh f ON f.bucket = d.bucket AND f.message_id = d.message_id
  GROUP BY d.bucket, ${keys.map((key) => `d.${key}`).join(', ')}
  ORDER BY d.bucket, ${keys.map((key) => `d.${key}`).join(', ')}
  ON CONFLICT (bucket, ${keys.join(', ')}) DO UPDATE SET
    ${COLUMNS.map((column) => `${column} = r.${column} + excluded.${column}`).join(', ')}
)
SELECT ok FROM held`,
    ),
    hold: statement(`sums.hold-${name}`, `SELECT pg_advisory_xact_lock(${lock}, $1::int)`),
    kept: statement(
      `sums.kept-${name}`,
      `SELECT ${owner ?? "''"} AS owner, ${period} AS period, currency, orders, returns, cancelled,
  item_count AS "itemCount", total
FROM ${table} WHERE ${all}`,
    ),
    receive: statement(
      `sums.receive-${name}`,
      `WITH delta AS (
  SELECT * FROM unnest($1::smallint[], $2::text[]) AS d(bucket, message_id)
)
${receive('orders', { from: 'delta', consumer: `'${name}'` })}`,
    ),
    clear: statement(`sums.clear-${name}`, `DELETE FROM ${table} WHERE ${all}`),
    put: statement(
      `sums.put-${name}`,
      `INSERT INTO ${table} (bucket, ${keys.join(', ')}, ${COLUMNS.join(', ')})
SELECT $1, ${keys.join(', ')}, ${COLUMNS.join(', ')} FROM unnest(${values(2)}) AS d(${names})`,
    ),
  };
}
