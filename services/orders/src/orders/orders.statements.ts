import { orderApproved, orderCancelled, orderCreated } from '@tenfold/contracts';
import { statement, wanted } from '@tenfold/database';
import { insertEvents } from '@tenfold/delivery';
import { ORDER_CELLS } from './order.text.js';

const NARROW = `h.bucket, h.id, h.number, h.kind, h.customer_id AS "customerId", h.status,
  h.items_state AS "itemsState", h.currency, h.country, h.country_name AS "countryName", h.item_count AS "itemCount",
  h.total, h.source, h.external_reference AS "externalReference", h.return_of AS "returnOf", h.version,
  h.placed_at AS "placedAt", h.updated_at AS "updatedAt"`;

export const COLUMNS = `${NARROW}, h.preview, h.metadata, h.status_times AS "statusTimes"`;

/** @param parameter holds the members that are wanted; the three that make nine tenths of a row are left out when they are not */
export const wantedColumns = (parameter: string): string =>
  [
    NARROW,
    wanted('preview', 'h.preview', parameter, `'[]'::jsonb`),
    wanted('metadata', 'h.metadata', parameter, `'{}'::jsonb`),
    wanted('statusTimes', 'h.status_times', parameter, `'{}'::jsonb`),
  ].join(',\n  ');

/** Of an order: no return that waits for its approval. */
export const APPROVED = 'approved IS NOT FALSE';

/** Of an order: it is in the sums. */
export const COUNTS = `status <> 'cancelled' AND ${APPROVED}`;

/** What orders add to the sums of a customer who has some already. `r` is the row that is there. */
export const ADD_TO_SUMS = `ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET
    orders = r.orders + excluded.orders,
    returns = r.returns + excluded.returns,
    item_count = r.item_count + excluded.item_count,
    total = r.total + excluded.total,
    first_order_at = least(r.first_order_at, excluded.first_order_at),
    last_order_at = greatest(r.last_order_at, excluded.last_order_at)`;

/** $3 is the customer who asks, or null for staff: a stranger's order has no row, like one that does not exist. */
export const FIND = statement(
  'orders.find',
  `SELECT ${wantedColumns('$4')} FROM orders.header h
WHERE h.bucket = $1 AND h.id = $2 AND ($3::text IS NULL OR h.customer_id = $3)`,
  { short: true },
);

/** The same for an answer that shows all of it. */
export const FIND_CELLS = statement(
  'orders.find-cells',
  `SELECT ${ORDER_CELLS} FROM orders.header h
WHERE h.bucket = $1 AND h.id = $2 AND ($3::text IS NULL OR h.customer_id = $3)`,
  { short: true, cells: true },
);

/**
 * One step of an order, if it is still in the version that was decided on. The first step of a return that is not its cancellation approves
 * it. An approved return enters the customer's sums, a cancelled order leaves them if it was in them, a cancelled return gives back the
 * pieces and the money that it took, and order-items is told of both.
 * `was` is as old as the statement's snapshot; the version, which is checked on the row itself, says that nothing came in between.
 */
export const TRANSITION = statement(
  'orders.transition',
  `WITH was AS (
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
  SELECT h.*, CASE WHEN $4::text = 'cancelled' THEN -(was.${APPROVED})::int ELSE (was.approved IS FALSE)::int END AS counts
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
  ${insertEvents('orders', {
    from: 'd',
    id: '$10::uuid',
    subject: `CASE WHEN $4::text = 'cancelled' THEN '${orderCancelled.subject}' ELSE '${orderApproved.subject}' END`,
    payload: "jsonb_build_object('orderId', id)",
    order: { aggregate: 'id', sequence: 'version' },
    untilConfirmed: true,
    traceContext: '$11::jsonb',
    tail: "WHERE $4::text = 'cancelled' OR d.counts > 0",
  })}
)
SELECT ${COLUMNS} FROM h`,
);

/**
 * Marks orders whose lines are stored; orders that are marked already stay as they are. Rids the outbox of their lines, which
 * were kept there until now.
 * An import and the event that follows it mark the same orders at the same time, so both lock them in one order.
 * The ids stand there as a list too: a join alone tells the planner nothing of the months, and it would take all of them.
 */
export const MARK_STORED = statement(
  'orders.mark-stored',
  `WITH done AS (
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
  WHERE o.subject = '${orderCreated.subject}' ORDER BY o.bucket, o.id FOR UPDATE OF o
)
DELETE FROM orders.outbox o USING gone g WHERE o.bucket = g.bucket AND o.id = g.id`,
);

/** Which of these orders there are. The ids stand there as a list too, for the months. */
export const PLACED = statement(
  'orders.placed',
  `SELECT h.id FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id WHERE h.id = ANY($2)`,
);

/** Whoever keeps the lines of these orders has heard the event of subject $3: that they count, or no longer do. */
export const CONFIRM = statement(
  'orders.confirm',
  `DELETE FROM orders.outbox o USING unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
WHERE o.bucket = d.bucket AND o.aggregate = d.order_id AND o.subject = $3::text`,
);

export const RECONCILE = statement(
  'orders.reconcile',
  `SELECT h.id AS "orderId", to_char(h.placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, h.kind, h.currency,
  h.item_count AS lines, h.total
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id WHERE h.id = ANY($2)`,
);
