import { orderCreated } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { insertEvents } from '@tenfold/delivery';
import { ADD_TO_SUMS } from '../orders/orders.statements.js';

/**
 * Stores any number of finished orders of one shard. The external reference decides: an order whose reference is known leaves
 * no trace, so a file can be imported again and again. Sums are taken in the order of their keys, or two imports could
 * wait for one another.
 */
export const IMPORT = statement(
  'imports.store',
  `WITH input AS (
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
  ${ADD_TO_SUMS}
),
o AS (
  ${insertEvents('orders', {
    from: 'fresh',
    id: 'outbox_id',
    subject: `'${orderCreated.subject}'`,
    payload: 'event::jsonb',
    order: { aggregate: 'id', sequence: '1' },
    untilConfirmed: true,
    traceContext: '$19::jsonb',
    availableAt: '$18::timestamptz',
  })}
)
SELECT id FROM fresh`,
);

export const KNOWN = statement(
  'imports.known',
  `SELECT x.reference, x.order_id AS "orderId"
FROM unnest($1::smallint[], $2::text[]) AS w(bucket, reference)
JOIN orders.external_reference x ON x.bucket = w.bucket AND x.source = $3 AND x.reference = w.reference`,
);
