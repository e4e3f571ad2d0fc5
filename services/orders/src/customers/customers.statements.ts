import { statement } from '@tenfold/database';

export const SUMMARY = statement(
  'customers.summary',
  `SELECT currency, orders, returns, cancelled, item_count AS "itemCount", total,
  first_order_at AS "firstOrderAt", last_order_at AS "lastOrderAt"
FROM orders.customer_rollup WHERE bucket = $1 AND customer_id = $2 ORDER BY currency LIMIT 200`,
);

export const MONTHS = statement(
  'customers.months',
  `SELECT to_char(month, 'YYYY-MM') AS month, currency, orders, returns, cancelled, item_count AS "itemCount", total
FROM orders.customer_month WHERE bucket = $1 AND customer_id = $2 ORDER BY month DESC, currency LIMIT $3`,
);

/** A scatter with a limit: the first bucket from $1 on whose customers have orders. */
export const NEXT_ORDER = statement(
  'customers.next-order',
  `SELECT bucket FROM orders.header
WHERE bucket >= $1 AND customer_id IS NOT NULL AND bucket::int4 <@ $2::int4multirange ORDER BY bucket LIMIT 1`,
);

/** A scatter with a limit: the first bucket from $1 on that has sums of months. */
export const NEXT_MONTH = statement(
  'customers.next-month',
  `SELECT bucket FROM orders.customer_month WHERE bucket >= $1 AND bucket::int4 <@ $2::int4multirange
ORDER BY bucket LIMIT 1`,
);
