import { linesApproved, linesCancelled, linesStored, MAX_LINES } from '@tenfold/contracts';
import { bothWays, IMPATIENT, statement, wanted } from '@tenfold/database';
import { insertEvents } from '@tenfold/delivery';
import { productEvents } from './product-events.js';

const SET = 'bucket, order_id, customer_id, currency, kind, source, item_count, total, placed_at, approved';

/**
 * Stores the lines of any number of orders of one shard. The row in item_set decides: an order that has one has all its lines,
 * and neither lines nor event are written a second time, however often the message comes.
 */
export const STORE = statement(
  'lines.store-batch',
  `WITH stored AS (
  INSERT INTO order_items.item_set (${SET})
  SELECT ${SET}
  FROM unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[],
    $9::timestamptz[], $10::bool[]) AS o(${SET})
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
),${productEvents(linesStored.subject, { sign: 1, counts: 's.approved IS NULL', ids: '$19', trace: '$20' })}`,
);

const LINE = 'line_no, sku, title, quantity, unit_price, line_total, is_charge';

/**
 * When an order whose lines were stored ahead must have been written, by the clock that says when its lines go (`NOTES`): the rest of that minute
 * is for a statement that takes long, and for the clock of a server that the bucket moves to.
 */
const UNTIL = `(now() + interval '15 seconds')::text AS until`;

/** The note in the outbox that an order's lines are there: by the id of the order, where no relay takes it. */
const note = (from: string, payload: string, trace: string): string =>
  insertEvents('order_items', {
    from,
    id: 'order_id',
    subject: `'${linesStored.subject}'`,
    payload: `${payload}::jsonb`,
    untilConfirmed: true,
    traceContext: `${trace}::jsonb`,
    availableAt: "'infinity'",
  });

/**
 * The same for one order, whose event is left to be gathered: the row in the outbox says which products it is about, lies where no
 * relay takes it, and becomes a part of one event for many orders.
 */
export const STORE_ONE = statement(
  'lines.store',
  `WITH stored AS (
  INSERT INTO order_items.item_set (${SET})
  VALUES ($1::smallint, $2::uuid, $3::text, $4::text, $5::text, $6::text, $7::int, $8::bigint, $9::timestamptz, $10::bool)
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id
),
added AS (
  INSERT INTO order_items.line (bucket, order_id, sku_key, ${LINE})
  SELECT s.bucket, s.order_id, upper(l.sku), ${LINE}
  FROM stored s, unnest($11::int[], $12::text[], $13::text[], $14::int[], $15::numeric[], $16::bigint[], $17::bool[]) AS l(${LINE})
),
note AS (
  ${note('stored', '$18', '$19')}
)
SELECT order_id AS "orderId", ${UNTIL} FROM stored`,
  { kept: true },
);

/** The same for orders that come together. */
export const STORE_MANY = statement(
  'lines.store-many',
  `WITH ${IMPATIENT},
o AS (
  SELECT o.* FROM impatient, unnest($1::smallint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bigint[],
    $9::timestamptz[], $10::bool[], $11::text[], $12::text[]) AS o(${SET}, payload, trace)
),
stored AS (
  INSERT INTO order_items.item_set (${SET})
  SELECT ${SET} FROM o ORDER BY bucket, order_id
  ON CONFLICT DO NOTHING
  RETURNING bucket, order_id
),
added AS (
  INSERT INTO order_items.line (bucket, order_id, sku_key, ${LINE})
  SELECT s.bucket, s.order_id, upper(l.sku), ${LINE}
  FROM unnest($13::uuid[], $14::int[], $15::text[], $16::text[], $17::int[], $18::numeric[], $19::bigint[], $20::bool[])
    AS l(of, ${LINE})
  JOIN stored s ON s.order_id = l.of
),
note AS (
  ${note('o JOIN stored s USING (bucket, order_id)', 'o.payload', 'o.trace')}
)
SELECT order_id AS "orderId", ${UNTIL} FROM stored`,
  { kept: true },
);

/** Takes back lines that were stored ahead of an order that never came: those that are noted so, which nobody has counted. */
export const DISCARD = statement(
  'lines.discard',
  `WITH n AS (
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
SELECT id FROM n`,
);

/** Of lines that were stored ahead: there is the order. @returns no row where they were not, or were known to count, or are gone */
export const CONFIRM = statement(
  'lines.confirm',
  `UPDATE order_items.outbox SET payload = payload - 'ahead'
WHERE bucket = $1 AND id = $2 AND published_at IS NULL AND payload ? 'ahead' RETURNING id`,
);

/** The sets that `change` returns, and their lines, for `productEvents`. */
const changed = (change: string): string => `WITH stored AS (
  ${change}
  RETURNING bucket, order_id, currency, kind, placed_at, approved
),
added AS (
  SELECT l.bucket, l.order_id, l.sku_key, l.title, l.quantity, l.line_total, l.is_charge
  FROM order_items.line l JOIN stored s ON s.bucket = l.bucket AND s.order_id = l.order_id
  WHERE l.bucket = $1 AND l.order_id = $2
)`;

export const CANCEL = statement(
  'lines.cancel',
  `${changed(`UPDATE order_items.item_set SET cancelled_at = $3
  WHERE bucket = $1 AND order_id = $2 AND cancelled_at IS NULL`)},${productEvents(linesCancelled.subject, {
    sign: -1,
    counts: 's.approved IS NOT FALSE',
    ids: '$4',
    trace: '$5',
  })}`,
);

/** The lines of a return count from now on. One that was cancelled meanwhile stays out. */
export const APPROVE = statement(
  'lines.approve',
  `${changed(`UPDATE order_items.item_set SET approved = true
  WHERE bucket = $1 AND order_id = $2 AND approved IS FALSE AND cancelled_at IS NULL`)},${productEvents(
    linesApproved.subject,
    { sign: 1, counts: 'true', ids: '$3', trace: '$4' },
  )}`,
);

/**
 * Says again of one order what was said when it happened. Whoever tells us a second time has not heard: the event was lost, or is
 * late. Without products, since those count once.
 */
export const SAY_AGAIN = statement(
  'lines.say-again',
  `WITH said AS (SELECT $1::smallint AS bucket)
${insertEvents('order_items', {
  from: 'said',
  id: '$2::uuid',
  subject: '$3::text',
  payload: "jsonb_build_object('orderIds', jsonb_build_array($4::uuid), 'products', '[]'::jsonb)",
  untilConfirmed: true,
  traceContext: '$5::jsonb',
})}`,
);

/** @param parameter holds the members that are wanted; the title is most of a line, and often known */
const columns = (parameter: string): string =>
  `l.line_no AS "lineNo", l.sku, ${wanted('title', 'l.title', parameter, `''`)}, l.quantity,
  l.unit_price AS "unitPrice", l.line_total AS "lineTotal", l.is_charge AS "isCharge"`;

export const COLUMNS = `l.line_no AS "lineNo", l.sku, l.title, l.quantity, l.unit_price AS "unitPrice",
  l.line_total AS "lineTotal", l.is_charge AS "isCharge"`;

/** $3 is the customer who asks, or null for staff: a stranger's order has no rows, like one that does not exist. */
export const LIST = bothWays(
  'lines.list',
  'ASC',
  ({ order, beyond }) => `SELECT s.currency, ${columns('$6')}
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) AND l.line_no ${beyond} $4
ORDER BY l.line_no ${order} LIMIT $5`,
);

/**
 * Whole orders of one month ($1, $2) behind the one that was read last ($3, $4), in the order of the key: as many as have $6 lines, and
 * one that passes it. Orders are chosen first, so that a page costs what it has and not what is left of the month.
 */
const exported = (from: string): string => `WITH next AS (
  SELECT s.bucket, s.order_id, s.currency, s.item_count FROM order_items.item_set s
  WHERE ${from} AND s.order_id >= $1 AND s.order_id < $2 AND (s.bucket, s.order_id) > ($3::smallint, $4::uuid)
    AND ($5::text IS NULL OR s.kind = $5)
  ORDER BY s.bucket, s.order_id LIMIT 200
),
page AS (
  SELECT bucket, order_id, currency, sum(item_count) OVER (ORDER BY bucket, order_id) - item_count AS before FROM next
)
SELECT l.bucket, l.order_id AS "orderId", s.currency, ${COLUMNS}
FROM page s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.before < $6::int AND l.order_id >= $1 AND l.order_id < $2
ORDER BY l.bucket, l.order_id, l.line_no LIMIT $6::int + ${MAX_LINES}`;

export const EXPORT = statement('lines.export', exported('s.bucket::int4 <@ $7::int4multirange'));

export const EXPORT_OF_CUSTOMER = statement(
  'lines.export-of-customer',
  exported('s.bucket = $7 AND s.customer_id = $8'),
);

export const FIND = statement(
  'lines.find',
  `SELECT s.currency, ${columns('$5')}
FROM order_items.item_set s JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.bucket = $1 AND s.order_id = $2 AND l.bucket = $1 AND l.order_id = $2
  AND ($3::text IS NULL OR s.customer_id = $3) AND l.line_no = $4`,
);

export const CANCELLED = statement(
  'lines.cancelled',
  'SELECT order_id FROM order_items.item_set WHERE bucket = $1 AND order_id = $2 AND cancelled_at IS NOT NULL',
);

/** Lines that an approval has nothing to add to: they count already, or no longer. */
export const APPROVED = statement(
  'lines.approved',
  `SELECT order_id FROM order_items.item_set
WHERE bucket = $1 AND order_id = $2 AND (cancelled_at IS NOT NULL OR approved IS NOT FALSE)`,
);

/** Of an order in `s`: its lines were not stored ahead of it, or it has been seen to be there. */
export const PLACED = `NOT EXISTS (
  SELECT FROM order_items.outbox n WHERE n.bucket = s.bucket AND n.id = s.order_id AND n.payload ? 'ahead')`;

export const RECONCILE = statement(
  'lines.reconcile',
  `SELECT s.order_id AS "orderId", to_char(s.placed_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month, s.kind, s.currency,
  count(*) AS lines, sum(l.line_total)::bigint AS total
FROM unnest($1::smallint[], $2::uuid[]) AS d(bucket, order_id)
JOIN order_items.item_set s ON s.bucket = d.bucket AND s.order_id = d.order_id
JOIN order_items.line l ON l.bucket = s.bucket AND l.order_id = s.order_id
WHERE s.order_id = ANY($2) AND l.order_id = ANY($2) AND ${PLACED}
GROUP BY s.bucket, s.order_id`,
);
