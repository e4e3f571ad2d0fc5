import { bothWays, plannedEachTime, statement, wanted } from '@tenfold/database';
import { receive } from '@tenfold/delivery';
import { WHOLE_LIST_LIMIT } from '@tenfold/strategies';

const COLUMNS = ['sold_quantity', 'returned_quantity', 'orders', 'returns', 'revenue', 'returned'];
const NAMES = COLUMNS.join(', ');
const SUMMED = COLUMNS.map((column) => `sum(d.${column})`).join(', ');
const ADDED = COLUMNS.map((column) => `${column} = r.${column} + excluded.${column}`).join(', ');

/**
 * Adds to the sales of products, by month and by day. The inbox row of (product's bucket, message) is written in the same statement
 * and decides whether the message still has something to say here, so that it may come any number of times and from any batch. Keys
 * are taken in order, or two batches could wait for one another. Of several titles the last in the order of bytes stays, so that
 * events may come in any order and counting anew finds the same.
 */
export const APPLY = statement(
  'products.apply',
  `WITH delta AS (
  SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::bool[],
    $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $15::date[])
    AS d(bucket, message_id, sku_key, currency, month, title, is_charge,
      ${NAMES}, day)
),
fresh AS (
  ${receive('order_items', { from: 'delta', consumer: '$14::text' })}
),
days AS (
  INSERT INTO order_items.product_day AS r (bucket, sku_key, day, currency,
    ${NAMES})
  SELECT d.bucket, d.sku_key, d.day, d.currency,
    ${SUMMED}
  FROM delta d JOIN fresh f ON f.bucket = d.bucket AND f.message_id = d.message_id
  WHERE d.day IS NOT NULL
  GROUP BY d.bucket, d.sku_key, d.day, d.currency
  ORDER BY d.bucket, d.sku_key, d.day, d.currency
  ON CONFLICT (bucket, sku_key, day, currency) DO UPDATE SET
    ${ADDED}
)
INSERT INTO order_items.product_rollup AS r (bucket, sku_key, currency, month, title, is_charge,
  ${NAMES})
SELECT d.bucket, d.sku_key, d.currency, d.month, max(d.title COLLATE "C"), bool_or(d.is_charge),
  ${SUMMED}
FROM delta d JOIN fresh f ON f.bucket = d.bucket AND f.message_id = d.message_id
GROUP BY d.bucket, d.sku_key, d.currency, d.month
ORDER BY d.bucket, d.sku_key, d.currency, d.month
ON CONFLICT (bucket, sku_key, currency, month) DO UPDATE SET
  title = greatest(r.title COLLATE "C", excluded.title COLLATE "C"),
  is_charge = r.is_charge OR excluded.is_charge,
  ${ADDED}`,
);

/** Of a set `s`: its lines count. Those of a return do from its approval on. */
const COUNTS = 's.cancelled_at IS NULL AND s.approved IS NOT FALSE';

/**
 * What the sums are sums of: the lines `l` of the sets `s`, by product, day and currency. Lines that do not count name their product
 * still, with nothing sold.
 */
export const COUNTED = `l.sku_key AS sku, (s.placed_at AT TIME ZONE 'UTC')::date AS day, s.currency,
  max(l.title COLLATE "C") AS title, bool_or(l.is_charge) AS "isCharge",
  coalesce(sum(l.quantity) FILTER (WHERE s.kind = 'sale' AND ${COUNTS}), 0)::bigint AS "soldQuantity",
  coalesce(-sum(l.quantity) FILTER (WHERE s.kind = 'return' AND ${COUNTS}), 0)::bigint AS "returnedQuantity",
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'sale' AND ${COUNTS}) AS orders,
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'return' AND ${COUNTS}) AS returns,
  coalesce(sum(l.line_total) FILTER (WHERE ${COUNTS}), 0)::bigint AS revenue,
  coalesce(sum(l.line_total) FILTER (WHERE s.kind = 'return' AND ${COUNTS}), 0)::bigint AS returned
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id`;

const TITLE = 'max(title COLLATE "C")';

const SUMS = `bool_or(is_charge) AS "isCharge", sum(sold_quantity)::bigint AS "soldQuantity",
  sum(returned_quantity)::bigint AS "returnedQuantity", sum(orders)::bigint AS orders, sum(returns)::bigint AS returns,
  sum(revenue)::bigint AS revenue, sum(returned)::bigint AS returned`;

/** The sums of each product that a ranking is about. A product's rows are all on one shard, so each shard can rank its own. */
const ranked = (title: string): string => `SELECT sku_key AS sku, currency, ${title}, ${SUMS},
    CASE WHEN $4 = 'revenue' THEN sum(revenue) ELSE sum(sold_quantity) END::bigint AS value
  FROM order_items.product_rollup
  WHERE ($1::date IS NULL OR month = $1) AND ($2::text IS NULL OR currency = $2) AND ($3 OR NOT is_charge)
    AND bucket::int4 <@ $5::int4multirange AND ${plannedEachTime('$4::text')}
  GROUP BY sku_key, currency`;

export const RANKED = ranked(`${TITLE} AS title`);

/**
 * A scatter with a limit. The cursor is (value, sku, currency), the largest value first. Collation C is the order that the merging
 * code has too.
 */
export const RANK = bothWays(
  'products.rank',
  'DESC',
  ({ order, beyond, reverse }) => `SELECT * FROM (
  ${ranked(wanted('title', TITLE, '$10', `''`))}
) ranked
WHERE $6::bigint IS NULL OR value ${beyond} $6
  OR (value = $6 AND (sku COLLATE "C", currency COLLATE "C") ${reverse.beyond} ($7::text, $8::text))
ORDER BY value ${order}, sku COLLATE "C" ${reverse.order}, currency COLLATE "C" ${reverse.order} LIMIT $9`,
);

export const MONTHS = statement(
  'products.months',
  `SELECT sku_key AS sku, to_char(month, 'YYYY-MM') AS month, currency, ${wanted('title', 'title', '$4', `''`)}, is_charge AS "isCharge",
  sold_quantity AS "soldQuantity", returned_quantity AS "returnedQuantity", orders, returns, revenue, returned
FROM order_items.product_rollup WHERE bucket = $1 AND sku_key = $2
ORDER BY month DESC, currency LIMIT $3`,
);

/** A day whose orders were all cancelled is not in it. */
const DAY_ROWS = `SELECT day, currency, sold_quantity AS "soldQuantity", returned_quantity AS "returnedQuantity", orders, returns,
  revenue, returned
FROM order_items.product_day WHERE bucket = $1 AND sku_key = $2 AND day BETWEEN $3::date AND $4::date AND orders + returns > 0`;

/** Along the primary key: $5 and $6 are the row that the page begins beyond. */
export const DAYS = bothWays(
  'products.days',
  'DESC',
  ({ order, beyond }) => `${DAY_ROWS} AND (day, currency) ${beyond} ($5::date, $6::text)
ORDER BY day ${order}, currency ${order} LIMIT $7`,
);

export const WHOLE_DAYS = statement('products.whole-days', `${DAY_ROWS} LIMIT ${WHOLE_LIST_LIMIT}`);
