-- Statements on the partitioned tables of orders, written by test/plans.integration-spec.ts. Not to be edited:
-- UPDATE_QUERIES=1 ./tenfold test integration -- plans
-- For each: of how many of twelve months it reads or writes partitions (an INSERT finds its partition while it runs), and
-- how many tables and indexes the eleventh execution locks; for a short or kept one, also with the plan of its connection,
-- which is made once and locks each month.

-- orders.find
-- months: header 1; locks: 10, shared: 14
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt",
  CASE WHEN $4::text[] IS NULL OR 'preview' = ANY($4::text[]) THEN h.preview ELSE '[]'::jsonb END AS "preview",
  CASE WHEN $4::text[] IS NULL OR 'metadata' = ANY($4::text[]) THEN h.metadata ELSE '{}'::jsonb END AS "metadata",
  CASE WHEN $4::text[] IS NULL OR 'statusTimes' = ANY($4::text[]) THEN h.status_times ELSE '{}'::jsonb END AS "statusTimes" FROM orders.header h
WHERE h.bucket = $1 AND h.id = $2 AND ($3::text IS NULL OR h.customer_id = $3);

-- orders.find-cells
-- months: header 1; locks: 10, shared: 14
SELECT h.id, h.number, h.kind, h.status, h.items_state, h.customer_id, h.currency, h.country,
  h.country_name, h.item_count, h.total, h.preview, h.source, h.external_reference, h.metadata, h.return_of, h.version,
  h.status_times, h.placed_at, h.updated_at FROM orders.header h
WHERE h.bucket = $1 AND h.id = $2 AND ($3::text IS NULL OR h.customer_id = $3);

-- orders.history
-- months: history 1; locks: 14, shared: 14
SELECT version, from_status AS "from", to_status AS "to", actor, happened_at AS "at", CASE WHEN $5::text[] IS NULL OR 'reason' = ANY($5::text[]) THEN reason ELSE NULL END AS "reason"
FROM orders.history WHERE bucket = $1 AND order_id = $2 AND version > $3 ORDER BY version ASC LIMIT $4;

-- orders.history.back
-- months: history 1; locks: 14, shared: 14
SELECT version, from_status AS "from", to_status AS "to", actor, happened_at AS "at", CASE WHEN $5::text[] IS NULL OR 'reason' = ANY($5::text[]) THEN reason ELSE NULL END AS "reason"
FROM orders.history WHERE bucket = $1 AND order_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4;

-- orders.whole-history
-- months: history 1; locks: 4
SELECT version, from_status AS "from", to_status AS "to", actor, happened_at AS "at", reason FROM orders.history WHERE bucket = $1 AND order_id = $2 LIMIT 20001;

-- orders.place
-- no months; locks: 4, shared: 4
WITH t AS (
  SELECT $1::smallint AS bucket, $2::text AS scope, $3::text AS key, $4::text AS body_hash, $5::uuid AS id, $6::uuid AS outbox_id, $7::timestamptz AS placed_at, $8::text AS etag, $9::text AS response, $10::text AS number, $11::text AS kind, $12::text AS customer_id, $13::text AS items_state, $14::int AS version, $15::text AS currency, $16::text AS country, $17::int AS item_count, $18::bigint AS total, $19::text AS preview, $20::text AS source, $21::text AS metadata, $22::uuid AS return_of, $23::text AS status_times, $24::text AS actor, $25::text AS reason, $26::timestamptz AS until, $27::bool AS approved
),
k AS (
  INSERT INTO orders.idempotency (bucket, scope, key, body_hash, state, running_until, order_id, outbox_id, status, etag, response, created_at)
  SELECT bucket, scope, key, body_hash, 'done', placed_at, id, outbox_id, 201, etag, response, placed_at FROM t WHERE until IS NULL OR now() < until ORDER BY bucket, scope, key
  ON CONFLICT DO NOTHING RETURNING bucket, order_id, outbox_id
),
h AS (
  INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, country, item_count,
    total, preview, source, metadata, return_of, approved, version, status_times, placed_at, updated_at)
  SELECT t.bucket, t.id, t.number, t.kind, t.customer_id, 'pending', t.items_state, t.currency, t.country, t.item_count,
    t.total, t.preview::jsonb, t.source, t.metadata::jsonb, t.return_of, t.approved, t.version, t.status_times::jsonb, t.placed_at, t.placed_at
  FROM t JOIN k ON k.order_id = t.id
  RETURNING bucket, id, kind, customer_id, currency, item_count, total, return_of, approved, placed_at
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT t.bucket, t.id, 1, NULL, 'pending', t.actor, t.reason, t.placed_at FROM t JOIN k ON k.order_id = t.id
),
c AS (
  INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
    first_order_at, last_order_at)
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale'),
    count(*) FILTER (WHERE kind = 'return' AND approved IS NOT FALSE), 0,
    coalesce(sum(item_count) FILTER (WHERE approved IS NOT FALSE), 0), coalesce(sum(total) FILTER (WHERE approved IS NOT FALSE), 0),
    min(placed_at), max(placed_at)
  FROM h WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)
)
SELECT id FROM h;

-- orders.place-many
-- no months; locks: 4, shared: 4
WITH impatient AS MATERIALIZED (SELECT set_config('lock_timeout', '100ms', true)),
t AS (
  SELECT t.* FROM impatient, unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::int[], $15::text[], $16::text[], $17::int[], $18::bigint[], $19::text[], $20::text[], $21::text[], $22::uuid[], $23::text[], $24::text[], $25::text[], $26::timestamptz[], $27::bool[]) AS t(bucket, scope, key, body_hash, id, outbox_id, placed_at, etag, response, number, kind, customer_id, items_state, version, currency, country, item_count, total, preview, source, metadata, return_of, status_times, actor, reason, until, approved)
),
k AS (
  INSERT INTO orders.idempotency (bucket, scope, key, body_hash, state, running_until, order_id, outbox_id, status, etag, response, created_at)
  SELECT bucket, scope, key, body_hash, 'done', placed_at, id, outbox_id, 201, etag, response, placed_at FROM t WHERE until IS NULL OR now() < until ORDER BY bucket, scope, key
  ON CONFLICT DO NOTHING RETURNING bucket, order_id, outbox_id
),
h AS (
  INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, country, item_count,
    total, preview, source, metadata, return_of, approved, version, status_times, placed_at, updated_at)
  SELECT t.bucket, t.id, t.number, t.kind, t.customer_id, 'pending', t.items_state, t.currency, t.country, t.item_count,
    t.total, t.preview::jsonb, t.source, t.metadata::jsonb, t.return_of, t.approved, t.version, t.status_times::jsonb, t.placed_at, t.placed_at
  FROM t JOIN k ON k.order_id = t.id
  RETURNING bucket, id, kind, customer_id, currency, item_count, total, return_of, approved, placed_at
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT t.bucket, t.id, 1, NULL, 'pending', t.actor, t.reason, t.placed_at FROM t JOIN k ON k.order_id = t.id
),
c AS (
  INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
    first_order_at, last_order_at)
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale'),
    count(*) FILTER (WHERE kind = 'return' AND approved IS NOT FALSE), 0,
    coalesce(sum(item_count) FILTER (WHERE approved IS NOT FALSE), 0), coalesce(sum(total) FILTER (WHERE approved IS NOT FALSE), 0),
    min(placed_at), max(placed_at)
  FROM h WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)
)
SELECT id FROM h;

-- orders.place-pending
-- no months; locks: 5
WITH t AS (
  SELECT $1::smallint AS bucket, $2::text AS scope, $3::text AS key, $4::text AS body_hash, $5::uuid AS id, $6::uuid AS outbox_id, $7::timestamptz AS placed_at, $8::text AS etag, $9::text AS response, $10::text AS number, $11::text AS kind, $12::text AS customer_id, $13::text AS items_state, $14::int AS version, $15::text AS currency, $16::text AS country, $17::int AS item_count, $18::bigint AS total, $19::text AS preview, $20::text AS source, $21::text AS metadata, $22::uuid AS return_of, $23::text AS status_times, $24::text AS actor, $25::text AS reason, $26::timestamptz AS until, $27::bool AS approved
),
k AS (
  INSERT INTO orders.idempotency (bucket, scope, key, body_hash, state, running_until, order_id, outbox_id, status, etag, response, created_at)
  SELECT bucket, scope, key, body_hash, 'done', placed_at, id, outbox_id, 201, etag, response, placed_at FROM t WHERE until IS NULL OR now() < until ORDER BY bucket, scope, key
  ON CONFLICT DO NOTHING RETURNING bucket, order_id, outbox_id
),
h AS (
  INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, country, item_count,
    total, preview, source, metadata, return_of, approved, version, status_times, placed_at, updated_at)
  SELECT t.bucket, t.id, t.number, t.kind, t.customer_id, 'pending', t.items_state, t.currency, t.country, t.item_count,
    t.total, t.preview::jsonb, t.source, t.metadata::jsonb, t.return_of, t.approved, t.version, t.status_times::jsonb, t.placed_at, t.placed_at
  FROM t JOIN k ON k.order_id = t.id
  RETURNING bucket, id, kind, customer_id, currency, item_count, total, return_of, approved, placed_at
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT t.bucket, t.id, 1, NULL, 'pending', t.actor, t.reason, t.placed_at FROM t JOIN k ON k.order_id = t.id
),
c AS (
  INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
    first_order_at, last_order_at)
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale'),
    count(*) FILTER (WHERE kind = 'return' AND approved IS NOT FALSE), 0,
    coalesce(sum(item_count) FILTER (WHERE approved IS NOT FALSE), 0), coalesce(sum(total) FILTER (WHERE approved IS NOT FALSE), 0),
    min(placed_at), max(placed_at)
  FROM h WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)
),
o AS (
  INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context)
  SELECT bucket, $6::uuid, 'orders.order.created.v1', $28::jsonb, id, 1, true, $29::jsonb
  FROM h WHERE $28 IS NOT NULL
)
SELECT id FROM h;

-- orders.place-return
-- no months; locks: 7
WITH t AS (
  SELECT $1::smallint AS bucket, $2::text AS scope, $3::text AS key, $4::text AS body_hash, $5::uuid AS id, $6::uuid AS outbox_id, $7::timestamptz AS placed_at, $8::text AS etag, $9::text AS response, $10::text AS number, $11::text AS kind, $12::text AS customer_id, $13::text AS items_state, $14::int AS version, $15::text AS currency, $16::text AS country, $17::int AS item_count, $18::bigint AS total, $19::text AS preview, $20::text AS source, $21::text AS metadata, $22::uuid AS return_of, $23::text AS status_times, $24::text AS actor, $25::text AS reason, $26::timestamptz AS until, $27::bool AS approved
),
k AS (
  INSERT INTO orders.idempotency (bucket, scope, key, body_hash, state, running_until, order_id, outbox_id, status, etag, response, created_at)
  SELECT bucket, scope, key, body_hash, 'done', placed_at, id, outbox_id, 201, etag, response, placed_at FROM t WHERE until IS NULL OR now() < until ORDER BY bucket, scope, key
  ON CONFLICT DO NOTHING RETURNING bucket, order_id, outbox_id
),
h AS (
  INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, country, item_count,
    total, preview, source, metadata, return_of, approved, version, status_times, placed_at, updated_at)
  SELECT t.bucket, t.id, t.number, t.kind, t.customer_id, 'pending', t.items_state, t.currency, t.country, t.item_count,
    t.total, t.preview::jsonb, t.source, t.metadata::jsonb, t.return_of, t.approved, t.version, t.status_times::jsonb, t.placed_at, t.placed_at
  FROM t JOIN k ON k.order_id = t.id
  RETURNING bucket, id, kind, customer_id, currency, item_count, total, return_of, approved, placed_at
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT t.bucket, t.id, 1, NULL, 'pending', t.actor, t.reason, t.placed_at FROM t JOIN k ON k.order_id = t.id
),
c AS (
  INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
    first_order_at, last_order_at)
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale'),
    count(*) FILTER (WHERE kind = 'return' AND approved IS NOT FALSE), 0,
    coalesce(sum(item_count) FILTER (WHERE approved IS NOT FALSE), 0), coalesce(sum(total) FILTER (WHERE approved IS NOT FALSE), 0),
    min(placed_at), max(placed_at)
  FROM h WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)
),
o AS (
  INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context)
  SELECT bucket, $6::uuid, 'orders.order.created.v1', $28::jsonb, id, 1, true, $29::jsonb
  FROM h WHERE $28 IS NOT NULL
),
b AS (
  INSERT INTO orders.returned_line AS r (bucket, order_id, line_no, ordered, quantity, amount, amount_of)
  SELECT h.bucket, h.return_of, l.line_no, l.ordered, l.quantity, l.amount_after, l.quantity
  FROM h, unnest($30::int[], $31::int[], $32::int[], $36::bigint[]) AS l(line_no, ordered, quantity, amount_after)
  ORDER BY l.line_no
  ON CONFLICT (bucket, order_id, line_no) DO UPDATE SET
    quantity = coalesce((
      SELECT r.quantity + excluded.quantity FROM unnest($30::int[], $34::int[], $35::bigint[]) AS l(line_no, quantity, amount)
      WHERE l.line_no = r.line_no AND l.quantity = r.quantity AND l.amount IS NOT DISTINCT FROM r.amount
    ), -1),
    amount = excluded.amount,
    amount_of = r.quantity + excluded.quantity
),
x AS (
  INSERT INTO orders.return_entry (bucket, return_id, line_no, quantity, amount)
  SELECT h.bucket, h.id, l.line_no, l.quantity, l.amount
  FROM h, unnest($30::int[], $32::int[], $33::bigint[]) AS l(line_no, quantity, amount)
)
SELECT id FROM h;

-- returns.returned
-- no months; locks: 2
SELECT line_no AS "lineNo", quantity, amount, amount_of AS "amountOf" FROM orders.returned_line
WHERE bucket = $1 AND order_id = $2 ORDER BY line_no LIMIT 2000;

-- returns.of-sale
-- months: header 7; locks: 40
SELECT id, item_count AS "itemCount", status = 'cancelled' AS cancelled, items_state = 'stored' AS stored,
  updated_at AS "updatedAt"
FROM orders.header WHERE bucket = $1 AND id > $2 AND return_of = $2 ORDER BY id;

-- returns.with-returns
-- no months; locks: 2
SELECT DISTINCT r.order_id AS "orderId" FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.returned_line r ON r.bucket = d.bucket AND r.order_id = d.order_id;

-- returns.mend-returned
-- no months; locks: 2
UPDATE orders.returned_line SET quantity = $6, amount = $7, amount_of = $6
WHERE bucket = $1 AND order_id = $2 AND line_no = $3 AND quantity = $4 AND amount IS NOT DISTINCT FROM $5 RETURNING line_no;

-- orders.placed
-- months: header 1; locks: 10
SELECT h.id FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id WHERE h.id = ANY($2);

-- orders.transition
-- months: header 1; locks: 18
WITH was AS (
  SELECT approved FROM orders.header WHERE bucket = $1 AND id = $2
),
h AS (
  UPDATE orders.header SET status = $4::text, version = version + 1, updated_at = $5::timestamptz,
    status_times = status_times || $6::jsonb,
    approved = CASE WHEN approved IS FALSE THEN $4::text <> 'cancelled' ELSE approved END
  WHERE bucket = $1 AND id = $2 AND version = $3
  RETURNING *
),
d AS (
  SELECT h.*, CASE WHEN $4::text = 'cancelled' THEN -(was.approved IS NOT FALSE)::int ELSE (was.approved IS FALSE)::int END AS counts
  FROM h, was
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT bucket, id, version, $7, $4::text, $8, $9, $5::timestamptz FROM h
),
c AS (
  UPDATE orders.customer_rollup r SET
    orders = r.orders + d.counts * (d.kind = 'sale')::int,
    returns = r.returns + d.counts * (d.kind = 'return')::int,
    cancelled = r.cancelled + ($4::text = 'cancelled')::int,
    item_count = r.item_count + d.counts * d.item_count,
    total = r.total + d.counts * d.total
  FROM d
  WHERE (d.counts <> 0 OR $4::text = 'cancelled')
    AND r.bucket = $1 AND r.customer_id = d.customer_id AND r.currency = d.currency
),
b AS (
  UPDATE orders.returned_line r SET quantity = r.quantity - t.quantity, amount = r.amount - t.amount,
    amount_of = r.amount_of - t.quantity
  FROM h JOIN orders.return_entry t ON t.bucket = h.bucket AND t.return_id = h.id
  WHERE $4::text = 'cancelled' AND r.bucket = $1 AND r.order_id = h.return_of AND r.line_no = t.line_no
),
o AS (
  INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context)
  SELECT bucket, $10::uuid, CASE WHEN $4::text = 'cancelled' THEN 'orders.order.cancelled.v1' ELSE 'orders.order.approved.v1' END, jsonb_build_object('orderId', id), id, version, true, $11::jsonb
  FROM d WHERE $4::text = 'cancelled' OR d.counts > 0
)
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt", h.preview, h.metadata, h.status_times AS "statusTimes" FROM h;

-- orders.mark-stored
-- months: header 2; locks: 21
WITH done AS (
  SELECT * FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
),
locked AS (
  SELECT h.bucket, h.id FROM orders.header h JOIN done d ON d.bucket = h.bucket AND d.order_id = h.id
  WHERE h.id = ANY($2) AND h.items_state = 'pending' ORDER BY h.bucket, h.id FOR UPDATE OF h
),
h AS (
  UPDATE orders.header h SET items_state = 'stored', version = h.version + 1, updated_at = $3::timestamptz
  FROM locked l WHERE h.id = ANY($2) AND h.bucket = l.bucket AND h.id = l.id
),
gone AS (
  SELECT o.bucket, o.id FROM orders.outbox o JOIN done d ON o.bucket = d.bucket AND o.aggregate = d.order_id
  WHERE o.subject = 'orders.order.created.v1' ORDER BY o.bucket, o.id FOR UPDATE OF o
)
DELETE FROM orders.outbox o USING gone g WHERE o.bucket = g.bucket AND o.id = g.id;

-- orders.list-of-customer
-- months: header 3; locks: 16, shared: 16
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt",
  CASE WHEN $8::text[] IS NULL OR 'preview' = ANY($8::text[]) THEN h.preview ELSE '[]'::jsonb END AS "preview",
  CASE WHEN $8::text[] IS NULL OR 'metadata' = ANY($8::text[]) THEN h.metadata ELSE '{}'::jsonb END AS "metadata",
  CASE WHEN $8::text[] IS NULL OR 'statusTimes' = ANY($8::text[]) THEN h.status_times ELSE '{}'::jsonb END AS "statusTimes" FROM orders.header h
WHERE h.bucket = $1 AND h.customer_id = $2 AND h.id >= $3 AND h.id < $4
  AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
ORDER BY h.id DESC LIMIT $7;

-- orders.list-of-customer.back
-- months: header 3; locks: 16, shared: 16
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt",
  CASE WHEN $8::text[] IS NULL OR 'preview' = ANY($8::text[]) THEN h.preview ELSE '[]'::jsonb END AS "preview",
  CASE WHEN $8::text[] IS NULL OR 'metadata' = ANY($8::text[]) THEN h.metadata ELSE '{}'::jsonb END AS "metadata",
  CASE WHEN $8::text[] IS NULL OR 'statusTimes' = ANY($8::text[]) THEN h.status_times ELSE '{}'::jsonb END AS "statusTimes" FROM orders.header h
WHERE h.bucket = $1 AND h.customer_id = $2 AND h.id >= $3 AND h.id < $4
  AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
ORDER BY h.id ASC LIMIT $7;

-- orders.list-of-customer-cells
-- months: header 3; locks: 16, shared: 16
SELECT h.id, h.number, h.kind, h.status, h.items_state, h.customer_id, h.currency, h.country,
  h.country_name, h.item_count, h.total, h.preview, h.source, h.external_reference, h.metadata, h.return_of, h.version,
  h.status_times, h.placed_at, h.updated_at FROM orders.header h
WHERE h.bucket = $1 AND h.customer_id = $2 AND h.id >= $3 AND h.id < $4
  AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
ORDER BY h.id DESC LIMIT $7;

-- orders.list-of-customer-cells.back
-- months: header 3; locks: 16, shared: 16
SELECT h.id, h.number, h.kind, h.status, h.items_state, h.customer_id, h.currency, h.country,
  h.country_name, h.item_count, h.total, h.preview, h.source, h.external_reference, h.metadata, h.return_of, h.version,
  h.status_times, h.placed_at, h.updated_at FROM orders.header h
WHERE h.bucket = $1 AND h.customer_id = $2 AND h.id >= $3 AND h.id < $4
  AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
ORDER BY h.id ASC LIMIT $7;

-- orders.list
-- months: header 3; locks: 20
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt",
  CASE WHEN $7::text[] IS NULL OR 'preview' = ANY($7::text[]) THEN h.preview ELSE '[]'::jsonb END AS "preview",
  CASE WHEN $7::text[] IS NULL OR 'metadata' = ANY($7::text[]) THEN h.metadata ELSE '{}'::jsonb END AS "metadata",
  CASE WHEN $7::text[] IS NULL OR 'statusTimes' = ANY($7::text[]) THEN h.status_times ELSE '{}'::jsonb END AS "statusTimes" FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $6::int4multirange AND ($5::bigint IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)
ORDER BY h.id DESC LIMIT $5;

-- orders.list.back
-- months: header 3; locks: 20
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt",
  CASE WHEN $7::text[] IS NULL OR 'preview' = ANY($7::text[]) THEN h.preview ELSE '[]'::jsonb END AS "preview",
  CASE WHEN $7::text[] IS NULL OR 'metadata' = ANY($7::text[]) THEN h.metadata ELSE '{}'::jsonb END AS "metadata",
  CASE WHEN $7::text[] IS NULL OR 'statusTimes' = ANY($7::text[]) THEN h.status_times ELSE '{}'::jsonb END AS "statusTimes" FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $6::int4multirange AND ($5::bigint IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)
ORDER BY h.id ASC LIMIT $5;

-- orders.list-cells
-- months: header 3; locks: 20
SELECT h.id, h.number, h.kind, h.status, h.items_state, h.customer_id, h.currency, h.country,
  h.country_name, h.item_count, h.total, h.preview, h.source, h.external_reference, h.metadata, h.return_of, h.version,
  h.status_times, h.placed_at, h.updated_at FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $6::int4multirange AND ($5::bigint IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)
ORDER BY h.id DESC LIMIT $5;

-- orders.list-cells.back
-- months: header 3; locks: 20
SELECT h.id, h.number, h.kind, h.status, h.items_state, h.customer_id, h.currency, h.country,
  h.country_name, h.item_count, h.total, h.preview, h.source, h.external_reference, h.metadata, h.return_of, h.version,
  h.status_times, h.placed_at, h.updated_at FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $6::int4multirange AND ($5::bigint IS NOT NULL OR (SELECT count(*) FROM generate_series(1, 1000000000)) > 0)
ORDER BY h.id ASC LIMIT $5;

-- orders.whole-list-of-customer
-- months: header 12; locks: 25
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt", h.preview, h.metadata, h.status_times AS "statusTimes" FROM orders.header h WHERE h.bucket = $1 AND h.customer_id = $2
  AND h.id >= $3 AND h.id < $4 AND ($5::text IS NULL OR h.status = $5) AND ($6::text IS NULL OR h.kind = $6)
LIMIT 20001;

-- orders.whole-list
-- months: header 12; locks: 25
SELECT h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt", h.preview, h.metadata, h.status_times AS "statusTimes" FROM orders.header h
WHERE h.id >= $1 AND h.id < $2 AND ($3::text IS NULL OR h.status = $3) AND ($4::text IS NULL OR h.kind = $4)
  AND h.bucket::int4 <@ $5::int4multirange
LIMIT 20001;

-- imports.store
-- no months; locks: 7
WITH input AS (
  SELECT * FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::int[], $10::bigint[], $11::text[], $12::text[], $13::timestamptz[], $14::uuid[], $15::text[])
    AS i(bucket, id, number, kind, customer_id, currency, country, country_name, item_count, total, preview,
      external_reference, placed_at, outbox_id, event)
),
x AS (
  INSERT INTO orders.external_reference (bucket, source, reference, order_id)
  SELECT bucket, $16::text, external_reference, id FROM input ORDER BY bucket, external_reference
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id
),
fresh AS (
  SELECT input.* FROM input JOIN x ON x.bucket = input.bucket AND x.order_id = input.id
),
h AS (
  INSERT INTO orders.header (bucket, id, number, kind, customer_id, status, items_state, currency, country,
    country_name, item_count, total, preview, source, external_reference, metadata, return_of, version, status_times,
    placed_at, updated_at)
  SELECT bucket, id, number, kind, customer_id, 'closed', 'pending', currency, country, country_name, item_count,
    total, preview::jsonb, $16::text, external_reference, '{}', NULL, 1,
    jsonb_build_object('closed', to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    placed_at, placed_at
  FROM fresh
),
e AS (
  INSERT INTO orders.history (bucket, order_id, version, from_status, to_status, actor, reason, happened_at)
  SELECT bucket, id, 1, NULL, 'closed', $17::text, NULL, placed_at FROM fresh
),
c AS (
  INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
    first_order_at, last_order_at)
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale'), count(*) FILTER (WHERE kind = 'return'),
    0, sum(item_count), sum(total), min(placed_at), max(placed_at)
  FROM fresh WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)
),
o AS (
  INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context, available_at)
  SELECT bucket, outbox_id, 'orders.order.created.v1', event::jsonb, id, 1, true, $19::jsonb, $18::timestamptz
  FROM fresh
)
SELECT id FROM fresh;

-- reconcile.page
-- months: header 3; locks: 16
SELECT h.bucket, h.id, h.customer_id AS "customerId", h.currency, h.kind, h.source, h.status, h.items_state AS "itemsState",
  h.item_count AS "itemCount", h.total, h.approved, h.updated_at <= $3::timestamptz AS quiet
FROM orders.header h WHERE h.id > $1 AND h.id < $2 AND h.bucket::int4 <@ $4::int4multirange ORDER BY h.id LIMIT $5;

-- reconcile.mend-header
-- months: header 1; locks: 10
UPDATE orders.header SET item_count = $5, total = $6, version = version + 1, updated_at = now()
WHERE bucket = $1 AND id = $2 AND item_count = $3 AND total = $4 RETURNING id;

-- reconcile.approved-again
-- months: header 1; locks: 16
WITH h AS (
  SELECT bucket, id, version FROM orders.header WHERE bucket = $1 AND id = $2 AND approved
),
again AS (
  UPDATE orders.outbox SET published_at = NULL, available_at = now()
  WHERE bucket = $1 AND aggregate = $2 AND subject = 'orders.order.approved.v1' RETURNING id
)
INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context)
  SELECT bucket, $3::uuid, 'orders.order.approved.v1', jsonb_build_object('orderId', id), id, version, true, $4::jsonb
  FROM h WHERE NOT EXISTS (SELECT FROM again);

-- reconcile.cancelled-again
-- months: header 1; locks: 16
WITH h AS (
  SELECT bucket, id, version FROM orders.header WHERE bucket = $1 AND id = $2 AND status = 'cancelled'
),
again AS (
  UPDATE orders.outbox SET published_at = NULL, available_at = now()
  WHERE bucket = $1 AND aggregate = $2 AND subject = 'orders.order.cancelled.v1' RETURNING id
)
INSERT INTO orders.outbox (bucket, id, subject, payload, aggregate, sequence, until_confirmed, trace_context)
  SELECT bucket, $3::uuid, 'orders.order.cancelled.v1', jsonb_build_object('orderId', id), id, version, true, $4::jsonb
  FROM h WHERE NOT EXISTS (SELECT FROM again);

-- reconcile.approve
-- months: header 1; locks: 10
UPDATE orders.header SET approved = true, version = version + 1, updated_at = now()
WHERE bucket = $1 AND id = $2 AND approved IS FALSE AND status NOT IN ('pending', 'cancelled') RETURNING id;

-- reconcile.compare-customers
-- months: header 12; locks: 27
SELECT coalesce(h.bucket, r.bucket) AS bucket, coalesce(h.customer_id, r.customer_id) AS "customerId",
  coalesce(h.currency, r.currency) AS currency, h.total AS counted, r.total AS kept
FROM (
  SELECT bucket, customer_id, currency, count(*) FILTER (WHERE kind = 'sale' AND status <> 'cancelled' AND approved IS NOT FALSE)::int AS orders,
    count(*) FILTER (WHERE kind = 'return' AND status <> 'cancelled' AND approved IS NOT FALSE)::int AS returns,
    count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
    coalesce(sum(item_count) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS item_count,
    coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS total
  FROM orders.header
  WHERE customer_id IS NOT NULL AND bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
  GROUP BY bucket, customer_id, currency
) h
FULL JOIN (
  SELECT * FROM orders.customer_rollup WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
) r ON r.bucket = h.bucket AND r.customer_id = h.customer_id AND r.currency = h.currency
WHERE (h.orders, h.returns, h.cancelled, h.item_count, h.total) IS DISTINCT FROM (r.orders, r.returns, r.cancelled, r.item_count, r.total) AND (r.bucket IS NULL OR r.first_order_at >= (SELECT min(to_date(right(c.relname, 8), '"y"YYYY"m"MM')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'orders.header'::regclass AND NOT i.inhdetachpending)::timestamp AT TIME ZONE 'UTC') LIMIT $4;

-- reconcile.recount-customer
-- months: header 12; locks: 27
WITH h AS (
  SELECT count(*) AS n, min(placed_at) AS first, max(placed_at) AS last, count(*) FILTER (WHERE kind = 'sale' AND status <> 'cancelled' AND approved IS NOT FALSE)::int AS orders,
    count(*) FILTER (WHERE kind = 'return' AND status <> 'cancelled' AND approved IS NOT FALSE)::int AS returns,
    count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
    coalesce(sum(item_count) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS item_count,
    coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS total
  FROM orders.header WHERE bucket = $1 AND customer_id = $2 AND currency = $3
),
gone AS (
  DELETE FROM orders.customer_rollup r USING h
  WHERE h.n = 0 AND r.bucket = $1 AND r.customer_id = $2 AND r.currency = $3 AND r.first_order_at >= (SELECT min(to_date(right(c.relname, 8), '"y"YYYY"m"MM')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'orders.header'::regclass AND NOT i.inhdetachpending)::timestamp AT TIME ZONE 'UTC'
)
UPDATE orders.customer_rollup r SET orders = h.orders, returns = h.returns, cancelled = h.cancelled, item_count = h.item_count, total = h.total,
  first_order_at = h.first, last_order_at = h.last
FROM h WHERE h.n > 0 AND r.bucket = $1 AND r.customer_id = $2 AND r.currency = $3 AND r.first_order_at >= (SELECT min(to_date(right(c.relname, 8), '"y"YYYY"m"MM')) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'orders.header'::regclass AND NOT i.inhdetachpending)::timestamp AT TIME ZONE 'UTC';

-- reconcile.customers-of
-- months: header 12; locks: 27
SELECT bucket, customer_id AS "customerId", currency FROM orders.header
WHERE bucket = $1 AND customer_id IS NOT NULL GROUP BY 1, 2, 3
UNION
SELECT bucket, customer_id, currency FROM orders.customer_rollup WHERE bucket = $1;

-- sums.facts-of-orders
-- months: header 2; locks: 15
SELECT h.id, h.kind, h.customer_id AS "customerId", h.currency,
  h.item_count AS "itemCount", h.total, h.status = 'cancelled' AS cancelled,
  h.approved IS NOT FALSE AS approved, (h.items_state = 'pending'
    OR h.placed_at > 'infinity'::timestamptz
    OR (h.version <= 2 AND h.updated_at > 'infinity'::timestamptz)
    OR ((h.status = 'cancelled' OR h.kind = 'return') AND h.updated_at > 'infinity'::timestamptz)) AS moving
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id
WHERE h.id = ANY($2);

-- sums.facts-of-range
-- months: header 1; locks: 14
SELECT h.id, h.kind, h.customer_id AS "customerId", h.currency,
  h.item_count AS "itemCount", h.total, h.status = 'cancelled' AS cancelled,
  h.approved IS NOT FALSE AS approved, (h.items_state = 'pending'
    OR h.placed_at > $3::timestamptz
    OR (h.version <= 2 AND h.updated_at > $3::timestamptz)
    OR ((h.status = 'cancelled' OR h.kind = 'return') AND h.updated_at > $3::timestamptz)) AS moving FROM orders.header h
WHERE h.id > $1 AND h.id < $2 AND h.bucket::int4 <@ $4::int4multirange ORDER BY h.id LIMIT $5;

-- sums.facts-of-bucket
-- months: header 12; locks: 25
SELECT h.id, h.kind, h.customer_id AS "customerId", h.currency,
  h.item_count AS "itemCount", h.total, h.status = 'cancelled' AS cancelled,
  h.approved IS NOT FALSE AS approved, (h.items_state = 'pending'
    OR h.placed_at > $3::timestamptz
    OR (h.version <= 2 AND h.updated_at > $3::timestamptz)
    OR ((h.status = 'cancelled' OR h.kind = 'return') AND h.updated_at > $3::timestamptz)) AS moving FROM orders.header h
WHERE h.bucket = $1 AND h.id > $2 AND h.customer_id IS NOT NULL ORDER BY h.id LIMIT $4;

-- days.next-order
-- months: header 12; locks: 25
SELECT id FROM orders.header WHERE id > $1 AND bucket::int4 <@ $2::int4multirange ORDER BY id LIMIT 1;

-- customers.buckets-in-use
-- months: header 12; locks: 29
SELECT DISTINCT bucket FROM (
  SELECT bucket FROM orders.header
  WHERE bucket BETWEEN $1 AND $2 AND customer_id IS NOT NULL AND bucket::int4 <@ $3::int4multirange
  UNION ALL
  SELECT bucket FROM orders.customer_month WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
  UNION ALL
  SELECT bucket FROM orders.customer_rollup WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
) used LIMIT $4;

-- days.count
-- months: header 2; locks: 15
SELECT (placed_at AT TIME ZONE 'UTC')::date AS day, currency,
  (count(*) FILTER (WHERE kind = 'sale' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS orders,
  (count(*) FILTER (WHERE kind = 'return' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS returns,
  (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
  coalesce(sum(item_count) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS "itemCount",
  coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS total
FROM orders.header
WHERE id >= $1 AND id < $2 AND ($3::text IS NULL OR currency = $3) AND bucket::int4 <@ $4::int4multirange
GROUP BY 1, 2 HAVING bool_or(status = 'cancelled' OR approved IS NOT FALSE) LIMIT 100000;

-- customers.count-summary
-- months: header 12; locks: 25
SELECT currency, (count(*) FILTER (WHERE kind = 'sale' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS orders,
  (count(*) FILTER (WHERE kind = 'return' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS returns,
  (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
  coalesce(sum(item_count) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS "itemCount",
  coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS total, min(placed_at) AS "firstOrderAt", max(placed_at) AS "lastOrderAt"
FROM orders.header WHERE bucket = $1 AND customer_id = $2 GROUP BY currency ORDER BY currency LIMIT 200;

-- customers.count-months
-- months: header 12; locks: 25
SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, currency, (count(*) FILTER (WHERE kind = 'sale' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS orders,
  (count(*) FILTER (WHERE kind = 'return' AND status <> 'cancelled' AND approved IS NOT FALSE))::int AS returns,
  (count(*) FILTER (WHERE status = 'cancelled'))::int AS cancelled,
  coalesce(sum(item_count) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS "itemCount",
  coalesce(sum(total) FILTER (WHERE status <> 'cancelled' AND approved IS NOT FALSE), 0)::bigint AS total
FROM orders.header WHERE bucket = $1 AND customer_id = $2 GROUP BY 1, 2
HAVING bool_or(status = 'cancelled' OR approved IS NOT FALSE) ORDER BY 1 DESC, 2 LIMIT $3;

-- orders.reconcile
-- months: header 2; locks: 15
SELECT h.id AS "orderId", to_char(h.placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, h.kind, h.currency,
  h.item_count AS lines, h.total
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id WHERE h.id = ANY($2);
