import { statement } from '@tenfold/database';

export const SUMMARY = statement(
  'customers.summary',
  `SELECT currency, orders, returns, cancelled, item_count AS "itemCount", total,
  first_order_at AS "firstOrderAt", last_order_at AS "lastOrderAt"
FROM orders.customer_rollup WHERE bucket = $1 AND customer_id = $2 ORDER BY currency LIMIT 200`,
  { short: true },
);

export const MONTHS = statement(
  'customers.months',
  `SELECT to_char(month, 'YYYY-MM') AS month, currency, orders, returns, cancelled, item_count AS "itemCount", total
FROM orders.customer_month WHERE bucket = $1 AND customer_id = $2 ORDER BY month DESC, currency LIMIT $3`,
  { short: true },
);

/** A scatter with a limit: the buckets from $1 to $2 whose customers have orders or sums. */
export const BUCKETS_IN_USE = statement(
  'customers.buckets-in-use',
  `SELECT DISTINCT bucket FROM (
  SELECT bucket FROM orders.header
  WHERE bucket BETWEEN $1 AND $2 AND customer_id IS NOT NULL AND bucket::int4 <@ $3::int4multirange
  UNION ALL
  SELECT bucket FROM orders.customer_month WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
  UNION ALL
  SELECT bucket FROM orders.customer_rollup WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
) used LIMIT $4`,
);
