import { oldestMonthOf, plannedEachTime, statement } from '@tenfold/database';
import { COUNTED } from '../products/products.statements.js';

/** What is stored of some orders of one shard. $3 and $4 are the first and the last of them: they name the months. */
export const DESCRIBE = statement(
  'reconcile.describe',
  `SELECT w.order_id AS "orderId", s.item_count AS "itemCount", s.total, s.cancelled_at IS NOT NULL AS cancelled, s.approved,
  coalesce(l.lines, 0) AS lines, coalesce(l.total, 0)::bigint AS "lineTotal"
FROM unnest($1::smallint[], $2::uuid[]) AS w(bucket, order_id)
LEFT JOIN order_items.item_set s ON s.bucket = w.bucket AND s.order_id = w.order_id
  AND s.order_id >= $3 AND s.order_id <= $4
LEFT JOIN LATERAL (
  SELECT count(*) AS lines, sum(l.line_total) AS total FROM order_items.line l
  WHERE l.bucket = w.bucket AND l.order_id = w.order_id AND l.order_id >= $3 AND l.order_id <= $4
) l ON true`,
);

/** The set of an order from its lines. No lines, no set. */
export const MEND_SET = statement(
  'reconcile.mend-set',
  `INSERT INTO order_items.item_set AS s
  (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, cancelled_at, approved)
SELECT $1::smallint, $2::uuid, $3, $4, $5, $6, count(*), sum(l.line_total), $7::timestamptz, $8::timestamptz, $9::boolean
FROM order_items.line l WHERE l.bucket = $1 AND l.order_id = $2 HAVING count(*) > 0
ON CONFLICT (bucket, order_id) DO UPDATE SET item_count = excluded.item_count, total = excluded.total
RETURNING order_id`,
);

/**
 * A scatter with a limit: the sales of a month's products as the lines of one shard tell them. $1 and $2 are the first ids of the
 * month and of the next; $3 names the products, or is null for all of them; $6 and $7 bound the buckets of the orders.
 */
export const COUNT_PRODUCTS = statement(
  'reconcile.count-products',
  `SELECT ${COUNTED}
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2
  AND ($3::text[] IS NULL OR l.sku_key = ANY($3)) AND s.bucket::int4 <@ $4::int4multirange
  AND s.bucket BETWEEN $6 AND $7 AND ${plannedEachTime('$5::bigint')}
GROUP BY 1, 2, 3 LIMIT $5`,
);

const SUMS = `sold_quantity AS "soldQuantity", returned_quantity AS "returnedQuantity", orders, returns, revenue, returned`;

/** A scatter with a limit: what is kept of the sales of a month and of its days. $5 is the first of the next month. */
export const KEPT_PRODUCTS = statement(
  'reconcile.kept-products',
  `SELECT sku_key AS sku, to_char(month, 'YYYY-MM') AS period, currency, title, is_charge AS "isCharge", ${SUMS}
FROM order_items.product_rollup
WHERE month = $1 AND ($2::text[] IS NULL OR sku_key = ANY($2)) AND bucket::int4 <@ $3::int4multirange
UNION ALL
SELECT sku_key, day::text, currency, '', false, sold_quantity, returned_quantity, orders, returns, revenue, returned
FROM order_items.product_day
WHERE day >= $1 AND day < $5 AND ($2::text[] IS NULL OR sku_key = ANY($2)) AND bucket::int4 <@ $3::int4multirange
LIMIT $4`,
);

/** A scatter with a limit: which of some products events name that are not confirmed, and so may have been counted or not. */
export const IN_FLIGHT = statement(
  'reconcile.in-flight',
  `SELECT DISTINCT p.sku FROM order_items.outbox o,
  jsonb_to_recordset(o.payload -> 'products') AS p(sku text)
WHERE p.sku = ANY($1::text[]) AND o.bucket::int4 <@ $2::int4multirange LIMIT $3`,
);

const STILL = `(r.sold_quantity, r.returned_quantity, r.orders, r.returns, r.revenue, r.returned) =
  ($11::bigint, $12::bigint, $13::integer, $14::integer, $15::bigint, $16::bigint)`;
const SET = `sold_quantity = excluded.sold_quantity, returned_quantity = excluded.returned_quantity, orders = excluded.orders,
  returns = excluded.returns, revenue = excluded.revenue, returned = excluded.returned`;

/** Sets a month of a product to what was counted, if it still is what it was when it was counted. */
export const MEND_MONTH = statement(
  'reconcile.mend-month',
  `INSERT INTO order_items.product_rollup AS r (bucket, sku_key, month, currency,
  sold_quantity, returned_quantity, orders, returns, revenue, returned, title, is_charge)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $17, $18)
ON CONFLICT (bucket, sku_key, currency, month) DO UPDATE SET
  ${SET}, title = excluded.title, is_charge = excluded.is_charge
WHERE ${STILL}
RETURNING bucket`,
);

export const MEND_DAY = statement(
  'reconcile.mend-day',
  `INSERT INTO order_items.product_day AS r (bucket, sku_key, day, currency,
  sold_quantity, returned_quantity, orders, returns, revenue, returned)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (bucket, sku_key, day, currency) DO UPDATE SET
  ${SET}
WHERE ${STILL}
RETURNING bucket`,
);

/** The first month of which this shard still has lines. */
export const OLDEST_MONTH = statement(
  'reconcile.oldest-month',
  `SELECT ${oldestMonthOf('order_items.line')} AS month`,
);
