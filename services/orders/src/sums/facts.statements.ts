import { oldestMonthOf, statement } from '@tenfold/database';
import { APPROVED } from '../orders/orders.statements.js';

/** $n is the time since when nothing may have happened. An order that nobody has cancelled and whose lines are stored is settled. */
const facts = (quietSince: string): string => `h.id, h.kind, h.customer_id AS "customerId", h.currency,
  h.item_count AS "itemCount", h.total, h.status = 'cancelled' AS cancelled,
  h.${APPROVED} AS approved, ${moving(quietSince)} AS moving`;

/** Sums change when an order is placed, when its lines come (which is when its events begin), when a return is approved, and when an order is cancelled. */
export const moving = (quietSince: string): string => `(h.items_state = 'pending'
    OR h.placed_at > ${quietSince}::timestamptz
    OR (h.version <= 2 AND h.updated_at > ${quietSince}::timestamptz)
    OR ((h.status = 'cancelled' OR h.kind = 'return') AND h.updated_at > ${quietSince}::timestamptz))`;

/** The ids stand there as a list too: a join alone tells the planner nothing of the months, and it would take all of them. */
export const OF_ORDERS = statement(
  'sums.facts-of-orders',
  `SELECT ${facts("'infinity'")}
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN orders.header h ON h.bucket = d.bucket AND h.id = d.order_id
WHERE h.id = ANY($2)`,
);

/** A scatter with a limit: the orders of all customers after $1 and before $2. */
export const OF_RANGE = statement(
  'sums.facts-of-range',
  `SELECT ${facts('$3')} FROM orders.header h
WHERE h.id > $1 AND h.id < $2 AND h.bucket::int4 <@ $4::int4multirange ORDER BY h.id LIMIT $5`,
);

export const OF_BUCKET = statement(
  'sums.facts-of-bucket',
  `SELECT ${facts('$3')} FROM orders.header h
WHERE h.bucket = $1 AND h.id > $2 AND h.customer_id IS NOT NULL ORDER BY h.id LIMIT $4`,
);

/** The first month of which this shard still has the orders: sums from before know more than the orders do. */
export const OLDEST_MONTH = statement(
  'sums.oldest-month',
  `SELECT ${oldestMonthOf('orders.header')} AS month`,
);
