-- Statements on the partitioned tables of order_items, written by test/plans.integration-spec.ts. Not to be edited:
-- UPDATE_QUERIES=1 ./tenfold test integration -- plans
-- For each: of how many of twelve months it reads or writes partitions (an INSERT finds its partition while it runs), and
-- how many tables and indexes the eleventh execution locks; for a short or kept one, also with the plan of its connection,
-- which is made once and locks each month.

-- lines.store-batch
-- no months; locks: 5
WITH stored AS (
  INSERT INTO order_items.item_set (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved)
  SELECT bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved
  FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[],
    $9::timestamptz[], $10::bool[]) AS o(bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved)
  ORDER BY bucket, order_id
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id, currency, kind, placed_at, approved
),
added AS (
  INSERT INTO order_items.line
    (bucket, order_id, line_no, sku, sku_key, title, quantity, unit_price, line_total, is_charge)
  SELECT s.bucket, s.order_id, l.line_no, l.sku, upper(l.sku), l.title, l.quantity, l.unit_price, l.line_total, l.is_charge
  FROM unnest($11::uuid[], $12::int[], $13::text[], $14::text[], $15::int[], $16::numeric[], $17::bigint[], $18::bool[])
    AS l(order_id, line_no, sku, title, quantity, unit_price, line_total, is_charge)
  JOIN stored s ON s.order_id = l.order_id
  RETURNING bucket, order_id, sku_key, title, quantity, line_total, is_charge
),
delta AS (
  SELECT a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date AS day,
    jsonb_build_object(
      'sku', a.sku_key,
      'title', max(a.title),
      'isCharge', bool_or(a.is_charge),
      'currency', s.currency,
      'month', date_trunc('month', (s.placed_at AT TIME ZONE 'UTC')::date)::date,
      'day', (s.placed_at AT TIME ZONE 'UTC')::date,
      'soldQuantity', 1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'sale' AND s.approved IS NULL), 0),
      'returnedQuantity', -1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'return' AND s.approved IS NULL), 0),
      'orders', 1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'sale' AND s.approved IS NULL),
      'returns', 1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'return' AND s.approved IS NULL),
      'revenue', 1 * coalesce(sum(a.line_total) FILTER (WHERE s.approved IS NULL), 0),
      'returned', 1 * coalesce(sum(a.line_total) FILTER (WHERE s.kind = 'return' AND s.approved IS NULL), 0)
    ) AS product
  FROM added a JOIN stored s ON s.bucket = a.bucket AND s.order_id = a.order_id
  GROUP BY a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date
),
chunk AS (
  SELECT ((row_number() OVER (ORDER BY sku_key, currency, day) - 1) / 500)::int AS n, product FROM delta
),
event AS (
  INSERT INTO order_items.outbox (bucket, id, subject, payload, until_confirmed, trace_context)
  SELECT (SELECT min(bucket) FROM stored), ($19::uuid[])[n + 1], 'order-items.lines.stored.v1', jsonb_build_object(
    'orderIds', CASE WHEN n = 0 THEN (SELECT jsonb_agg(order_id) FROM stored) ELSE '[]' END,
    'products', jsonb_agg(product)), true, $20::jsonb
  FROM chunk GROUP BY n
)
SELECT order_id AS "orderId" FROM stored;

-- lines.store
-- no months; locks: 5, shared: 5
WITH stored AS (
  INSERT INTO order_items.item_set (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved)
  VALUES ($1::smallint, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::int, $8::bigint, $9::timestamptz, $10::bool)
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id
),
added AS (
  INSERT INTO order_items.line (bucket, order_id, sku_key, line_no, sku, title, quantity, unit_price, line_total, is_charge)
  SELECT s.bucket, s.order_id, upper(l.sku), line_no, sku, title, quantity, unit_price, line_total, is_charge
  FROM stored s, unnest($11::int[], $12::text[], $13::text[], $14::int[], $15::numeric[], $16::bigint[], $17::bool[]) AS l(line_no, sku, title, quantity, unit_price, line_total, is_charge)
),
note AS (
  INSERT INTO order_items.outbox (bucket, id, subject, payload, until_confirmed, trace_context, available_at)
  SELECT bucket, order_id, 'order-items.lines.stored.v1', $18::jsonb, true, $19::jsonb, 'infinity'
  FROM stored
)
SELECT order_id AS "orderId", (now() + interval '15 seconds')::text AS until FROM stored;

-- lines.store-many
-- no months; locks: 5, shared: 5
WITH impatient AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', true)),
o AS (
  SELECT o.* FROM impatient, unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[],
    $9::timestamptz[], $10::bool[], $11::text[], $12::text[]) AS o(bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved, payload, trace)
),
stored AS (
  INSERT INTO order_items.item_set (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved)
  SELECT bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved FROM o ORDER BY bucket, order_id
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id
),
added AS (
  INSERT INTO order_items.line (bucket, order_id, sku_key, line_no, sku, title, quantity, unit_price, line_total, is_charge)
  SELECT s.bucket, s.order_id, upper(l.sku), line_no, sku, title, quantity, unit_price, line_total, is_charge
  FROM unnest($13::uuid[], $14::int[], $15::text[], $16::text[], $17::int[], $18::numeric[], $19::bigint[], $20::bool[])
    AS l(of, line_no, sku, title, quantity, unit_price, line_total, is_charge)
  JOIN stored s ON s.order_id = l.of
),
note AS (
  INSERT INTO order_items.outbox (bucket, id, subject, payload, until_confirmed, trace_context, available_at)
  SELECT bucket, order_id, 'order-items.lines.stored.v1', o.payload::jsonb, true, o.trace::jsonb, 'infinity'
  FROM o JOIN stored s USING (bucket, order_id)
)
SELECT order_id AS "orderId", (now() + interval '15 seconds')::text AS until FROM stored;

-- listings.find
-- no months; locks: 2, shared: 2
SELECT r.sku, r.title, r.is_charge AS "isCharge", r.withdrawn, r.prices, r.version, r.updated_at AS "updatedAt" FROM order_items.listing r WHERE r.bucket = $1 AND r.sku_key = $2;

-- listings.put
-- no months; locks: 1
INSERT INTO order_items.listing AS r
  (bucket, sku_key, sku, title, is_charge, withdrawn, prices, version, priced_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 1, $8::timestamptz, now())
ON CONFLICT (bucket, sku_key) DO UPDATE SET sku = excluded.sku, title = excluded.title, is_charge = excluded.is_charge,
  withdrawn = excluded.withdrawn, version = r.version + 1, updated_at = excluded.updated_at, prices = excluded.prices, priced_at = excluded.priced_at
WHERE $9::int IS NULL OR r.version = $9
RETURNING r.sku, r.title, r.is_charge AS "isCharge", r.withdrawn, r.prices, r.version, r.updated_at AS "updatedAt";

-- listings.bring
-- no months; locks: 1
INSERT INTO order_items.listing AS r
  (bucket, sku_key, sku, title, is_charge, withdrawn, prices, version, priced_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 1, $8::timestamptz, now())
ON CONFLICT (bucket, sku_key) DO UPDATE SET sku = excluded.sku, title = excluded.title, is_charge = excluded.is_charge,
  withdrawn = excluded.withdrawn, version = r.version + 1, updated_at = excluded.updated_at, prices = r.prices || excluded.prices, priced_at = excluded.priced_at
WHERE r.priced_at < excluded.priced_at
RETURNING r.sku, r.title, r.is_charge AS "isCharge", r.withdrawn, r.prices, r.version, r.updated_at AS "updatedAt";

-- lines.discard
-- months: item_set 1, line 1; locks: 14
WITH n AS (
  DELETE FROM order_items.outbox o USING unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
  WHERE o.bucket = d.bucket AND o.id = d.order_id AND o.published_at IS NULL AND o.payload ? 'ahead'
  RETURNING o.bucket, o.id
),
l AS (
  DELETE FROM order_items.line l USING n WHERE l.order_id = ANY($2) AND l.bucket = n.bucket AND l.order_id = n.id
),
s AS (
  DELETE FROM order_items.item_set s USING n WHERE s.order_id = ANY($2) AND s.bucket = n.bucket AND s.order_id = n.id
)
SELECT id FROM n;

-- lines.of-noted
-- months: item_set 1, line 1; locks: 8
SELECT s.order_id AS "orderId", s.currency, s.kind, s.approved, l.sku_key AS sku, l.title, l.quantity, l.line_total AS "lineTotal",
  l.is_charge AS "isCharge"
FROM unnest($1::smallint[], $2::uuid[]) AS n(bucket, order_id)
JOIN order_items.item_set s ON s.bucket = n.bucket AND s.order_id = n.order_id
JOIN order_items.line l ON l.bucket = n.bucket AND l.order_id = n.order_id
WHERE s.order_id = ANY($2) AND l.order_id = ANY($2);

-- lines.cancel
-- months: item_set 1, line 1; locks: 9
WITH stored AS (
  UPDATE order_items.item_set SET cancelled_at = $3
  WHERE bucket = $1 AND order_id = $2 AND cancelled_at IS NULL
  RETURNING bucket, order_id, currency, kind, placed_at, approved
),
added AS (
  SELECT l.bucket, l.order_id, l.sku_key, l.title, l.quantity, l.line_total, l.is_charge
  FROM order_items.line l JOIN stored s ON s.bucket = l.bucket AND s.order_id = l.order_id
  WHERE l.bucket = $1 AND l.order_id = $2
),
delta AS (
  SELECT a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date AS day,
    jsonb_build_object(
      'sku', a.sku_key,
      'title', max(a.title),
      'isCharge', bool_or(a.is_charge),
      'currency', s.currency,
      'month', date_trunc('month', (s.placed_at AT TIME ZONE 'UTC')::date)::date,
      'day', (s.placed_at AT TIME ZONE 'UTC')::date,
      'soldQuantity', -1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'sale' AND s.approved IS NOT FALSE), 0),
      'returnedQuantity', 1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'return' AND s.approved IS NOT FALSE), 0),
      'orders', -1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'sale' AND s.approved IS NOT FALSE),
      'returns', -1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'return' AND s.approved IS NOT FALSE),
      'revenue', -1 * coalesce(sum(a.line_total) FILTER (WHERE s.approved IS NOT FALSE), 0),
      'returned', -1 * coalesce(sum(a.line_total) FILTER (WHERE s.kind = 'return' AND s.approved IS NOT FALSE), 0)
    ) AS product
  FROM added a JOIN stored s ON s.bucket = a.bucket AND s.order_id = a.order_id
  GROUP BY a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date
),
chunk AS (
  SELECT ((row_number() OVER (ORDER BY sku_key, currency, day) - 1) / 500)::int AS n, product FROM delta
),
event AS (
  INSERT INTO order_items.outbox (bucket, id, subject, payload, until_confirmed, trace_context)
  SELECT (SELECT min(bucket) FROM stored), ($4::uuid[])[n + 1], 'order-items.lines.cancelled.v1', jsonb_build_object(
    'orderIds', CASE WHEN n = 0 THEN (SELECT jsonb_agg(order_id) FROM stored) ELSE '[]' END,
    'products', jsonb_agg(product)), true, $5::jsonb
  FROM chunk GROUP BY n
)
SELECT order_id AS "orderId" FROM stored;

-- lines.approve
-- months: item_set 1, line 1; locks: 9
WITH stored AS (
  UPDATE order_items.item_set SET approved = true
  WHERE bucket = $1 AND order_id = $2 AND approved IS FALSE AND cancelled_at IS NULL
  RETURNING bucket, order_id, currency, kind, placed_at, approved
),
added AS (
  SELECT l.bucket, l.order_id, l.sku_key, l.title, l.quantity, l.line_total, l.is_charge
  FROM order_items.line l JOIN stored s ON s.bucket = l.bucket AND s.order_id = l.order_id
  WHERE l.bucket = $1 AND l.order_id = $2
),
delta AS (
  SELECT a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date AS day,
    jsonb_build_object(
      'sku', a.sku_key,
      'title', max(a.title),
      'isCharge', bool_or(a.is_charge),
      'currency', s.currency,
      'month', date_trunc('month', (s.placed_at AT TIME ZONE 'UTC')::date)::date,
      'day', (s.placed_at AT TIME ZONE 'UTC')::date,
      'soldQuantity', 1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'sale' AND true), 0),
      'returnedQuantity', -1 * coalesce(sum(a.quantity) FILTER (WHERE s.kind = 'return' AND true), 0),
      'orders', 1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'sale' AND true),
      'returns', 1 * count(DISTINCT a.order_id) FILTER (WHERE s.kind = 'return' AND true),
      'revenue', 1 * coalesce(sum(a.line_total) FILTER (WHERE true), 0),
      'returned', 1 * coalesce(sum(a.line_total) FILTER (WHERE s.kind = 'return' AND true), 0)
    ) AS product
  FROM added a JOIN stored s ON s.bucket = a.bucket AND s.order_id = a.order_id
  GROUP BY a.sku_key, s.currency, (s.placed_at AT TIME ZONE 'UTC')::date
),
chunk AS (
  SELECT ((row_number() OVER (ORDER BY sku_key, currency, day) - 1) / 500)::int AS n, product FROM delta
),
event AS (
  INSERT INTO order_items.outbox (bucket, id, subject, payload, until_confirmed, trace_context)
  SELECT (SELECT min(bucket) FROM stored), ($3::uuid[])[n + 1], 'order-items.lines.approved.v1', jsonb_build_object(
    'orderIds', CASE WHEN n = 0 THEN (SELECT jsonb_agg(order_id) FROM stored) ELSE '[]' END,
    'products', jsonb_agg(product)), true, $4::jsonb
  FROM chunk GROUP BY n
)
SELECT order_id AS "orderId" FROM stored;

-- lines.list
-- months: item_set 1, line 1; locks: 28
SELECT s.currency, l.line_no AS "lineNo", l.sku, CASE WHEN $6::text[] IS NULL OR 'title' = ANY($6::text[]) THEN l.title ELSE '' END AS "title", l.quantity,
  l.unit_price AS "unitPrice", l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) AND l.line_no > $4
ORDER BY l.line_no ASC LIMIT $5;

-- lines.list.back
-- months: item_set 1, line 1; locks: 28
SELECT s.currency, l.line_no AS "lineNo", l.sku, CASE WHEN $6::text[] IS NULL OR 'title' = ANY($6::text[]) THEN l.title ELSE '' END AS "title", l.quantity,
  l.unit_price AS "unitPrice", l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) AND l.line_no < $4
ORDER BY l.line_no DESC LIMIT $5;

-- lines.whole-list
-- months: item_set 1, line 1; locks: 8
SELECT s.currency, l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) LIMIT 20001;

-- lines.export
-- months: item_set 1, line 1; locks: 8
WITH next AS (
  SELECT s.bucket, s.order_id, s.currency, s.item_count FROM order_items.item_set s
  WHERE s.bucket::int4 <@ $7::int4multirange AND s.order_id >= $1 AND s.order_id < $2 AND (s.bucket, s.order_id) > ($3::smallint, $4::uuid)
    AND ($5::text IS NULL OR s.kind = $5)
  ORDER BY s.bucket, s.order_id LIMIT 200
),
page AS (
  SELECT bucket, order_id, currency, sum(item_count) OVER (ORDER BY bucket, order_id) - item_count AS before FROM next
)
SELECT l.bucket, l.order_id AS "orderId", s.currency, l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM page s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.before < $6::int AND l.order_id >= $1 AND l.order_id < $2
ORDER BY l.bucket, l.order_id, l.line_no LIMIT $6::int + 2000;

-- lines.export-of-customer
-- months: item_set 1, line 1; locks: 8
WITH next AS (
  SELECT s.bucket, s.order_id, s.currency, s.item_count FROM order_items.item_set s
  WHERE s.bucket = $7 AND s.customer_id = $8 AND s.order_id >= $1 AND s.order_id < $2 AND (s.bucket, s.order_id) > ($3::smallint, $4::uuid)
    AND ($5::text IS NULL OR s.kind = $5)
  ORDER BY s.bucket, s.order_id LIMIT 200
),
page AS (
  SELECT bucket, order_id, currency, sum(item_count) OVER (ORDER BY bucket, order_id) - item_count AS before FROM next
)
SELECT l.bucket, l.order_id AS "orderId", s.currency, l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM page s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.before < $6::int AND l.order_id >= $1 AND l.order_id < $2
ORDER BY l.bucket, l.order_id, l.line_no LIMIT $6::int + 2000;

-- lines.whole-export
-- months: item_set 12, line 12; locks: 49
SELECT l.bucket, l.order_id AS "orderId", s.currency, l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket::int4 <@ $4::int4multirange AND l.order_id >= $1 AND l.order_id < $2 AND s.order_id >= $1 AND s.order_id < $2
  AND ($3::text IS NULL OR s.kind = $3) LIMIT 20001;

-- lines.whole-export-of-customer
-- months: item_set 12, line 12; locks: 50
SELECT l.bucket, l.order_id AS "orderId", s.currency, l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $4 AND l.bucket = $4 AND s.customer_id = $5 AND l.order_id >= $1 AND l.order_id < $2 AND s.order_id >= $1 AND s.order_id < $2
  AND ($3::text IS NULL OR s.kind = $3) LIMIT 20001;

-- lines.find
-- months: item_set 1, line 1; locks: 8
SELECT s.currency, l.line_no AS "lineNo", l.sku, CASE WHEN $5::text[] IS NULL OR 'title' = ANY($5::text[]) THEN l.title ELSE '' END AS "title", l.quantity,
  l.unit_price AS "unitPrice", l.line_total AS "lineTotal", l.is_charge AS "isCharge"
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) AND l.line_no = $4;

-- lines.cancelled
-- months: item_set 1; locks: 4
SELECT order_id FROM order_items.item_set WHERE bucket = $1 AND order_id = $2 AND cancelled_at IS NOT NULL;

-- lines.approved
-- months: item_set 1; locks: 4
SELECT order_id FROM order_items.item_set
WHERE bucket = $1 AND order_id = $2 AND (cancelled_at IS NOT NULL OR approved IS NOT FALSE);

-- reconcile.describe
-- months: item_set 1, line 1; locks: 8
SELECT w.order_id AS "orderId", s.item_count AS "itemCount", s.total, s.cancelled_at IS NOT NULL AS cancelled, s.approved,
  coalesce(l.lines, 0) AS lines, coalesce(l.total, 0)::bigint AS "lineTotal"
FROM unnest($1::smallint[], $2::uuid[]) AS w(bucket, order_id)
LEFT JOIN order_items.item_set s ON s.bucket = w.bucket AND s.order_id = w.order_id
  AND s.order_id >= $3 AND s.order_id <= $4
LEFT JOIN LATERAL (
  SELECT count(*) AS lines, sum(l.line_total) AS total FROM order_items.line l
  WHERE l.bucket = w.bucket AND l.order_id = w.order_id AND l.order_id >= $3 AND l.order_id <= $4
) l ON true;

-- reconcile.mend-set
-- months: line 1; locks: 6
INSERT INTO order_items.item_set AS s
  (bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, cancelled_at, approved)
SELECT $1::smallint, $2::uuid, $3, $4, $5, $6, count(*), sum(l.line_total), $7::timestamptz, $8::timestamptz, $9::boolean
FROM order_items.line l WHERE l.bucket = $1 AND l.order_id = $2 HAVING count(*) > 0
ON CONFLICT (bucket, order_id) DO UPDATE SET item_count = excluded.item_count, total = excluded.total
RETURNING order_id;

-- reconcile.count-products
-- months: item_set 1, line 1; locks: 8
SELECT l.sku_key AS sku, (s.placed_at AT TIME ZONE 'UTC')::date AS day, s.currency,
  max(l.title COLLATE "C") AS title, bool_or(l.is_charge) AS "isCharge",
  coalesce(sum(l.quantity) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS "soldQuantity",
  coalesce(-sum(l.quantity) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS "returnedQuantity",
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE) AS orders,
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE) AS returns,
  coalesce(sum(l.line_total) FILTER (WHERE s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS revenue,
  coalesce(sum(l.line_total) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS returned
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2
  AND ($3::text[] IS NULL OR l.sku_key = ANY($3)) AND s.bucket::int4 <@ $4::int4multirange
  AND s.bucket BETWEEN $6 AND $7 AND ($5::bigint IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)
GROUP BY 1, 2, 3 LIMIT $5;

-- products.count
-- months: item_set 1, line 1; locks: 14
SELECT l.sku_key AS sku, (s.placed_at AT TIME ZONE 'UTC')::date AS day, s.currency,
  max(l.title COLLATE "C") AS title, bool_or(l.is_charge) AS "isCharge",
  coalesce(sum(l.quantity) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS "soldQuantity",
  coalesce(-sum(l.quantity) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS "returnedQuantity",
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'sale' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE) AS orders,
  count(DISTINCT l.order_id) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE) AS returns,
  coalesce(sum(l.line_total) FILTER (WHERE s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS revenue,
  coalesce(sum(l.line_total) FILTER (WHERE s.kind = 'return' AND s.cancelled_at IS NULL AND s.approved IS NOT FALSE), 0)::bigint AS returned
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id >= $1 AND s.order_id < $2 AND l.order_id >= $1 AND l.order_id < $2
  AND ($3::text IS NULL OR l.sku_key = $3) AND ($4::text IS NULL OR s.currency = $4)
  AND s.bucket::int4 <@ $5::int4multirange AND NOT EXISTS (
  SELECT FROM order_items.outbox n WHERE n.bucket = s.bucket AND n.id = s.order_id AND n.payload ? 'ahead')
GROUP BY 1, 2, 3 LIMIT 1000000;

-- lines.reconcile
-- months: item_set 1, line 1; locks: 14
SELECT s.order_id AS "orderId", to_char(s.placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, s.kind, s.currency,
  count(*) AS lines, sum(l.line_total)::bigint AS total
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN order_items.item_set s ON s.bucket = d.bucket AND s.order_id = d.order_id
JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id = ANY($2) AND l.order_id = ANY($2) AND NOT EXISTS (
  SELECT FROM order_items.outbox n WHERE n.bucket = s.bucket AND n.id = s.order_id AND n.payload ? 'ahead')
GROUP BY s.bucket, s.order_id;
