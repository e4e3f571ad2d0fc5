import { orderCreated } from '@tenfold/contracts';
import { IMPATIENT, statement } from '@tenfold/database';
import { beginKey, insertEvents } from '@tenfold/delivery';
import { ADD_TO_SUMS, APPROVED } from './orders.statements.js';

const KEY = {
  bucket: 'bucket',
  scope: 'scope',
  key: 'key',
  bodyHash: 'body_hash',
  runningUntil: 'placed_at',
  createdAt: 'placed_at',
  effect: { order_id: 'id', outbox_id: 'outbox_id' },
  answer: { status: '201', etag: 'etag', response: 'response' },
  // Lines that were stored ahead of their order go after a while; a process that was held up must not write it then.
  tail: 'FROM t WHERE until IS NULL OR now() < until ORDER BY bucket, scope, key',
};

/** The cells of an order, its key and its answer, by number. */
const CELLS = [
  ['smallint', 'bucket'],
  ['text', 'scope'],
  ['text', 'key'],
  ['text', 'body_hash'],
  ['uuid', 'id'],
  ['uuid', 'outbox_id'],
  ['timestamptz', 'placed_at'],
  ['text', 'etag'],
  ['text', 'response'],
  ['text', 'number'],
  ['text', 'kind'],
  ['text', 'customer_id'],
  ['text', 'items_state'],
  ['int', 'version'],
  ['text', 'currency'],
  ['text', 'country'],
  ['int', 'item_count'],
  ['bigint', 'total'],
  ['text', 'preview'],
  ['text', 'source'],
  ['text', 'metadata'],
  ['uuid', 'return_of'],
  ['text', 'status_times'],
  ['text', 'actor'],
  ['text', 'reason'],
  ['timestamptz', 'until'],
  ['bool', 'approved'],
] as const;

const names = CELLS.map(([, name]) => name).join(', ');
const ONE = `SELECT ${CELLS.map(([type, name], at) => `$${at + 1}::${type} AS ${name}`).join(', ')}`;
const MANY = `SELECT t.* FROM impatient, unnest(${CELLS.map(([type], at) => `$${at + 1}::${type}[]`).join(', ')}) AS t(${names})`;

/**
 * Everything that placing an order means, all or nothing, without BEGIN and COMMIT: the key with the answer that every repeat gets, the
 * header, its first history row, the customer's sums. No row back means that the key was known.
 * Orders of one customer add to one row of sums, once; two statements take keys and sums in one order.
 * @param orders rows of `CELLS`
 */
const place = (orders: string, more = ''): string => `t AS (
  ${orders}
),
k AS (
  ${beginKey('orders', KEY)}
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
    count(*) FILTER (WHERE kind = 'return' AND ${APPROVED}), 0,
    coalesce(sum(item_count) FILTER (WHERE ${APPROVED}), 0), coalesce(sum(total) FILTER (WHERE ${APPROVED}), 0),
    min(placed_at), max(placed_at)
  FROM h WHERE customer_id IS NOT NULL
  GROUP BY bucket, customer_id, currency ORDER BY bucket, customer_id, currency
  ${ADD_TO_SUMS}
)${more}
SELECT id FROM h`;

/**
 * What a return takes from the lines of its order. Returns of one line wait for its row one after the other. What the pieces come to was
 * decided on the row as it was read: a row that has changed since is given a quantity that breaks the check of returned_line, as a return
 * of more than was ordered does.
 */
const TAKEN = `,
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
)`;

/** The lines, for order-items, when it could not be asked to store them; null when it has them. */
const LINES = `,
o AS (
  ${insertEvents('orders', {
    from: 'h',
    id: '$6::uuid',
    subject: `'${orderCreated.subject}'`,
    payload: '$28::jsonb',
    order: { aggregate: 'id', sequence: '1' },
    untilConfirmed: true,
    traceContext: '$29::jsonb',
    tail: 'WHERE $28 IS NOT NULL',
  })}
)`;

/** Apart from what leaves lines behind, since what a statement does not do costs too: an empty INSERT opens its table and the indexes of it. */
export const PLACE = statement('orders.place', `WITH ${place(ONE)}`, { kept: true });

/** The same for orders that come together. */
export const PLACE_MANY = statement(
  'orders.place-many',
  `WITH ${IMPATIENT},
${place(MANY)}`,
  { kept: true },
);

export const PLACE_PENDING = statement('orders.place-pending', `WITH ${place(ONE, LINES)}`);

export const PLACE_RETURN = statement('orders.place-return', `WITH ${place(ONE, LINES + TAKEN)}`);
