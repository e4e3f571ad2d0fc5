import { linesStored } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { productEvents } from './product-events.js';

/**
 * A scatter with a limit: orders whose lines are stored and which no event names yet, the oldest first. Everything else in the outbox
 * has been published, or becomes due.
 */
export const LIST_NOTES = statement(
  'lines.list-notes',
  `SELECT o.bucket, o.id, o.payload ->> 'orderIds' AS "orderIds", jsonb_array_length(o.payload -> 'products') AS products,
  o.trace_context AS "traceContext"
FROM order_items.outbox o
WHERE o.published_at IS NULL AND o.available_at = 'infinity' AND o.bucket::int4 <@ $2::int4multirange
ORDER BY o.id LIMIT $1`,
);

/**
 * Makes one event of the notes that are still there, in the same breath as they go: of two that gather at once one waits, and finds
 * none. The ids of the orders stand there as a list too: a join alone tells the planner nothing of the months.
 */
export const GATHER = statement(
  'lines.gather',
  `WITH note AS (
  DELETE FROM order_items.outbox o USING unnest($1::smallint[], $2::uuid[], $3::uuid[]) AS w(bucket, id, order_id)
  WHERE o.bucket = w.bucket AND o.id = w.id AND o.published_at IS NULL
  RETURNING w.bucket, w.order_id
),
stored AS (
  SELECT s.bucket, s.order_id, s.currency, s.kind, s.placed_at
  FROM note n JOIN order_items.item_set s ON s.bucket = n.bucket AND s.order_id = n.order_id
  WHERE s.order_id = ANY($3)
),
added AS (
  SELECT l.bucket, l.order_id, l.sku_key, l.title, l.quantity, l.line_total, l.is_charge
  FROM stored s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
  WHERE l.order_id = ANY($3)
),${productEvents(linesStored.subject, 1, '$4', '$5')}`,
);
