import { orderApproved, orderCancelled, orderCreated } from '@tenfold/contracts';
import { oldestMonthOf, statement } from '@tenfold/database';
import { insertEvents } from '@tenfold/delivery';
import { COUNTS } from '../orders/orders.statements.js';

/** A scatter with a limit: orders in the order of time, those left alone that something happened to after $3. */
export const PAGE = statement(
  'reconcile.page',
  `SELECT h.bucket, h.id, h.customer_id AS "customerId", h.currency, h.kind, h.source, h.status, h.items_state AS "itemsState",
  h.item_count AS "itemCount", h.total, h.approved, h.updated_at <= $3::timestamptz AS quiet
FROM orders.header h WHERE h.id > $1 AND h.id < $2 AND h.bucket::int4 <@ $4::int4multirange ORDER BY h.id LIMIT $5`,
);

/** The header takes what its lines come to, if it is still as it was when it was compared. */
export const MEND_HEADER = statement(
  'reconcile.mend-header',
  `UPDATE orders.header SET item_count = $5, total = $6, version = version + 1, updated_at = now()
WHERE bucket = $1 AND id = $2 AND item_count = $3 AND total = $4 RETURNING id`,
);

/** The lines of an order once more, as long as the outbox has them. */
export const LINES_AGAIN = statement(
  'reconcile.lines-again',
  `UPDATE orders.outbox SET published_at = NULL, available_at = now()
WHERE bucket = $1 AND aggregate = $2 AND subject = '${orderCreated.subject}' RETURNING id`,
);

const SAID = {
  approved: { subject: orderApproved.subject, holds: 'approved' },
  cancelled: { subject: orderCancelled.subject, holds: "status = 'cancelled'" },
};

/** What was said of an order once more: the event that is still there, else a new one. */
const again = (what: keyof typeof SAID) =>
  statement(
    `reconcile.${what}-again`,
    `WITH h AS (
  SELECT bucket, id, version FROM orders.header WHERE bucket = $1 AND id = $2 AND ${SAID[what].holds}
),
again AS (
  UPDATE orders.outbox SET published_at = NULL, available_at = now()
  WHERE bucket = $1 AND aggregate = $2 AND subject = '${SAID[what].subject}' RETURNING id
)
${insertEvents('orders', {
  from: 'h',
  id: '$3::uuid',
  subject: `'${SAID[what].subject}'`,
  payload: "jsonb_build_object('orderId', id)",
  order: { aggregate: 'id', sequence: 'version' },
  untilConfirmed: true,
  traceContext: '$4::jsonb',
  tail: 'WHERE NOT EXISTS (SELECT FROM again)',
})}`,
  );

export const AGAIN = { approved: again('approved'), cancelled: again('cancelled') };

/** A return that a release before has moved on without counting it. The customer's sums follow by their own comparison. */
export const APPROVE = statement(
  'reconcile.approve',
  `UPDATE orders.header SET approved = true, version = version + 1, updated_at = now()
WHERE bucket = $1 AND id = $2 AND approved IS FALSE AND status NOT IN ('pending', 'cancelled') RETURNING id`,
);

const SUMS = `count(*) FILTER (WHERE kind = 'sale' AND ${COUNTS})::int AS orders,
    count(*) FILTER (WHERE kind = 'return' AND ${COUNTS})::int AS returns,
    count(*) FILTER (WHERE status = 'cancelled')::int AS cancelled,
    coalesce(sum(item_count) FILTER (WHERE ${COUNTS}), 0)::bigint AS item_count,
    coalesce(sum(total) FILTER (WHERE ${COUNTS}), 0)::bigint AS total`;
const NAMES = ['orders', 'returns', 'cancelled', 'item_count', 'total'];
/** Of a customer whose first order was put away, the sums know more than the orders: they are left alone. */
const ALL_ORDERS_ARE_HERE = `r.first_order_at >= ${oldestMonthOf('orders.header')}::timestamp AT TIME ZONE 'UTC'`;
const row = (alias: string): string => `(${NAMES.map((name) => `${alias}.${name}`).join(', ')})`;

/**
 * A scatter with a limit: customers of buckets $1 to $2 whose sums are not those of their orders. Both are written by the same
 * statements, so a single snapshot shows no difference that is merely on its way.
 */
export const COMPARE_CUSTOMERS = statement(
  'reconcile.compare-customers',
  `SELECT coalesce(h.bucket, r.bucket) AS bucket, coalesce(h.customer_id, r.customer_id) AS "customerId",
  coalesce(h.currency, r.currency) AS currency, h.total AS counted, r.total AS kept
FROM (
  SELECT bucket, customer_id, currency, ${SUMS}
  FROM orders.header
  WHERE customer_id IS NOT NULL AND bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
  GROUP BY bucket, customer_id, currency
) h
FULL JOIN (
  SELECT * FROM orders.customer_rollup WHERE bucket BETWEEN $1 AND $2 AND bucket::int4 <@ $3::int4multirange
) r ON r.bucket = h.bucket AND r.customer_id = h.customer_id AND r.currency = h.currency
WHERE ${row('h')} IS DISTINCT FROM ${row('r')} AND (r.bucket IS NULL OR ${ALL_ORDERS_ARE_HERE}) LIMIT $4`,
);

export const CUSTOMERS_OF = statement(
  'reconcile.customers-of',
  `SELECT bucket, customer_id AS "customerId", currency FROM orders.header
WHERE bucket = $1 AND customer_id IS NOT NULL GROUP BY 1, 2, 3
UNION
SELECT bucket, customer_id, currency FROM orders.customer_rollup WHERE bucket = $1`,
);

/** Holds the sums of a customer, so that whoever places an order waits; makes them when there are none. */
export const HOLD_CUSTOMER = statement(
  'reconcile.hold-customer',
  `INSERT INTO orders.customer_rollup AS r (bucket, customer_id, currency, orders, returns, cancelled, item_count, total,
  first_order_at, last_order_at)
VALUES ($1, $2, $3, 0, 0, 0, 0, 0, now(), now())
ON CONFLICT (bucket, customer_id, currency) DO UPDATE SET orders = r.orders RETURNING bucket`,
);

/** Counts anew. A statement of its own behind the one that holds: only its snapshot has what was committed until then. */
export const RECOUNT_CUSTOMER = statement(
  'reconcile.recount-customer',
  `WITH h AS (
  SELECT count(*) AS n, min(placed_at) AS first, max(placed_at) AS last, ${SUMS}
  FROM orders.header WHERE bucket = $1 AND customer_id = $2 AND currency = $3
),
gone AS (
  DELETE FROM orders.customer_rollup r USING h
  WHERE h.n = 0 AND r.bucket = $1 AND r.customer_id = $2 AND r.currency = $3 AND ${ALL_ORDERS_ARE_HERE}
)
UPDATE orders.customer_rollup r SET ${NAMES.map((name) => `${name} = h.${name}`).join(', ')},
  first_order_at = h.first, last_order_at = h.last
FROM h WHERE h.n > 0 AND r.bucket = $1 AND r.customer_id = $2 AND r.currency = $3 AND ${ALL_ORDERS_ARE_HERE}`,
);
