import { linesStored } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { insertEvents } from '@tenfold/delivery';

/**
 * A scatter with a limit: the next notes after $3 of orders whose lines are stored and which no event names yet. Everything else in the
 * outbox has been published, or becomes due. By the server's clock, how long a note may wait for its order.
 */
export const NOTES = statement(
  'lines.notes',
  `SELECT bucket, id, payload #>> '{orderIds,0}' AS "orderId", payload ? 'ahead' AS ahead,
  jsonb_array_length(payload -> 'products') AS lines,
  created_at > now() - interval '10 seconds' AS recent, created_at < now() - interval '1 minute' AS lost
FROM order_items.outbox
WHERE published_at IS NULL AND available_at = 'infinity' AND bucket::int4 <@ $2::int4multirange AND id > $3
ORDER BY id LIMIT $1`,
);

/** Takes these notes. One that another process is taking is left to it. */
export const TAKE_NOTES = statement(
  'lines.take-notes',
  `DELETE FROM order_items.outbox o USING (
  SELECT w.bucket, w.id FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, id)
  JOIN order_items.outbox w ON w.bucket = d.bucket AND w.id = d.id
  WHERE w.published_at IS NULL AND w.available_at = 'infinity'
  FOR UPDATE OF w SKIP LOCKED
) n
WHERE o.bucket = n.bucket AND o.id = n.id
RETURNING o.bucket, o.payload #>> '{orderIds,0}' AS "orderId", o.trace_context AS "traceContext"`,
);

/** The lines of orders that this process has not stored itself. The ids stand there as a list too: a join alone tells the planner nothing of the months. */
export const LINES_OF = statement(
  'lines.of-noted',
  `SELECT s.order_id AS "orderId", s.currency, s.kind, s.approved, l.sku_key AS sku, l.title, l.quantity, l.line_total AS "lineTotal",
  l.is_charge AS "isCharge"
FROM unnest($1::smallint[], $2::uuid[]) AS n(bucket, order_id)
JOIN order_items.item_set s ON s.bucket = n.bucket AND s.order_id = n.order_id
JOIN order_items.line l ON l.bucket = n.bucket AND l.order_id = n.order_id
WHERE s.order_id = ANY($2) AND l.order_id = ANY($2)`,
);

/** Events in the bucket of one of the notes that they are made of. */
export const WRITE_EVENTS = statement(
  'lines.write-events',
  `WITH made AS (
  SELECT $1::smallint AS bucket, id, payload FROM unnest($2::uuid[], $3::text[]) AS e(id, payload)
)
${insertEvents('order_items', {
  from: 'made',
  id: 'id',
  subject: `'${linesStored.subject}'`,
  payload: 'payload::jsonb',
  untilConfirmed: true,
  traceContext: '$4::jsonb',
})}`,
);
