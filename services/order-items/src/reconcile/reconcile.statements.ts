import { oldestMonthOf, statement } from '@tenfold/database';

/** What is stored of some orders of one shard. $3 and $4 are the first and the last of them: they name the months. */
export const DESCRIBE = statement(
  'reconcile.describe',
  `SELECT w.order_id AS "orderId", s.item_count AS "itemCount", s.total, s.cancelled_at IS NOT NULL AS cancelled,
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
  (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, cancelled_at)
SELECT $1::smallint, $2::uuid, $3, $4, $5, $6, count(*), sum(l.line_total), $7::timestamptz, $8::timestamptz
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
  `SELECT l.sku_key AS sku, s.currency,
  coalesce(sum(l.quantity) FILTER (WHERE s.kind = 'sale'), 0)::bigint AS "soldQuantity",
  coalesce(-sum(l.quantity) FILTER (WHERE s.kind = 'return'), 0)::bigint AS "returnedQuantity",
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'sale') AS orders,
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'return') AS returns,
  sum(l.line_total)::bigint AS revenue,
  coalesce(sum(l.line_total) FILTER (WHERE s.kind = 'return'), 0)::bigint AS returned,
  max(l.title COLLATE "C") AS title, bool_or(l.is_charge) AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2 AND s.cancelled_at IS NULL
  AND ($3::text[] IS NULL OR l.sku_key = ANY($3)) AND s.bucket::int4 <@ $4::int4multirange
  AND s.bucket BETWEEN $6 AND $7
GROUP BY l.sku_key, s.currency LIMIT $5`,
);

/** A scatter with a limit: what is kept of the sales of a month. */
export const KEPT_PRODUCTS = statement(
  'reconcile.kept-products',
  `SELECT sku_key AS sku, currency, sold_quantity AS "soldQuantity", returned_quantity AS "returnedQuantity", orders,
  returns, revenue, returned, title, is_charge AS "isCharge"
FROM order_items.product_rollup
WHERE month = $1 AND ($2::text[] IS NULL OR sku_key = ANY($2)) AND bucket::int4 <@ $3::int4multirange
  AND month >= ${oldestMonthOf('order_items.line')} LIMIT $4`,
);

/** A scatter with a limit: which of some products events name that are not confirmed, and so may have been counted or not. */
export const IN_FLIGHT = statement(
  'reconcile.in-flight',
  `SELECT DISTINCT p.sku FROM order_items.outbox o,
  jsonb_to_recordset(o.payload -> 'products') AS p(sku text)
WHERE p.sku = ANY($1::text[]) AND o.bucket::int4 <@ $2::int4multirange LIMIT $3`,
);

/** Sets the sales of a product to what was counted, if they still are what they were when it was counted. */
export const MEND_PRODUCT = statement(
  'reconcile.mend-product',
  `INSERT INTO order_items.product_rollup AS r (bucket, sku_key, currency, month, title, is_charge,
  sold_quantity, returned_quantity, orders, returns, revenue, returned)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (bucket, sku_key, currency, month) DO UPDATE SET
  sold_quantity = excluded.sold_quantity, returned_quantity = excluded.returned_quantity, orders = excluded.orders,
  returns = excluded.returns, revenue = excluded.revenue, returned = excluded.returned
WHERE (r.sold_quantity, r.returned_quantity, r.orders, r.returns, r.revenue, r.returned) =
  ($13::bigint, $14::bigint, $15::integer, $16::integer, $17::bigint, $18::bigint)
RETURNING bucket`,
);

/** The first month of which this shard still has lines. */
export const OLDEST_MONTH = statement(
  'reconcile.oldest-month',
  `SELECT ${oldestMonthOf('order_items.line')} AS month`,
);
