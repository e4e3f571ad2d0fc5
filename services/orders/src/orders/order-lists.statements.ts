import { bothWays, plannedEachTime, wanted } from '@tenfold/database';
import { ORDER_CELLS } from './order.text.js';
import { wantedColumns } from './orders.statements.js';

/** Within ids from $3 up to, and without, $4: the month windows that the reader walks through. */
const listOfCustomer = (name: string, columns: string, cells = false) =>
  bothWays(
    name,
    'DESC',
    ({ order }) => `SELECT ${columns} FROM orders.header h
WHERE h.bucket = $1 AND h.customer_id = $2 AND h.id >= $3 AND h.id < $4
  AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
ORDER BY h.id ${order} LIMIT $7`,
    { short: true, cells },
  );

/** A scatter with a limit, for staff: every customer's orders belong to no bucket. */
const list = (name: string, columns: string, cells = false) =>
  bothWays(
    name,
    'DESC',
    ({ order }) => `SELECT ${columns} FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $6::int4multirange AND ${plannedEachTime('$5::bigint')}
ORDER BY h.id ${order} LIMIT $5`,
    { cells },
  );

export const LIST_OF_CUSTOMER = listOfCustomer('orders.list-of-customer', wantedColumns('$8'));
export const LIST = list('orders.list', wantedColumns('$7'));

/** The same for answers that show all of each order. */
export const CELLS_OF_CUSTOMER = listOfCustomer('orders.list-of-customer-cells', ORDER_CELLS, true);
export const CELLS = list('orders.list-cells', ORDER_CELLS, true);

const HISTORY_NARROW = `version, from_status AS "from", to_status AS "to", actor, happened_at AS "at"`;
export const HISTORY_COLUMNS = `${HISTORY_NARROW}, reason`;

export const HISTORY = bothWays(
  'orders.history',
  'ASC',
  ({ order, beyond }) => `SELECT ${HISTORY_NARROW}, ${wanted('reason', 'reason', '$5', 'NULL')}
FROM orders.history WHERE bucket = $1 AND order_id = $2 AND version ${beyond} $3 ORDER BY version ${order} LIMIT $4`,
  { short: true },
);
