import { monthOf, partitionOf, statement, type Statement } from '@tenfold/database';
import { findKey, settleKey, sweepKeys } from '@tenfold/delivery';
import { timeOfId } from '@tenfold/ids';

export const FIND = findKey('orders', { orderId: 'order_id', outboxId: 'outbox_id' });

/**
 * Ends a request: the answer becomes the one that every repeat gets, unless another settlement was first. What has become of
 * the lines is true either way: stored, the outbox row is not needed; pending, the relay may have it now. The event that says
 * the same may have come first (version 2, nothing else yet): then the order takes the time that the answer tells.
 */
const settle = (header: string): string => `WITH k AS (
  ${settleKey('orders', { bucket: '$1', scope: '$2', key: '$3', status: '$4', etag: '$5', response: '$6' })}
),
h AS (
  UPDATE ${header} SET items_state = 'stored', version = version + (items_state = 'pending')::int,
    updated_at = $10::timestamptz
  WHERE $9::boolean AND bucket = $1 AND id = $7 AND (items_state = 'pending' OR version = 2)
),
d AS (
  DELETE FROM orders.outbox WHERE $9::boolean AND bucket = $1 AND id = $8
),
a AS (
  UPDATE orders.outbox SET available_at = $10::timestamptz
  WHERE NOT $9::boolean AND bucket = $1 AND id = $8 AND published_at IS NULL
)
SELECT bucket FROM k`;

export const SETTLE = statement('idempotency.settle', settle('orders.header'));

const inMonths = new Map<string, Statement>();

/**
 * The same with the month of an order named, in which it was placed just now: it is planned once. By way of the partitioned table it
 * would be planned for each order, which takes as long as all that it does.
 */
export function settleIn(orderId: string): Statement {
  const header = partitionOf('header', monthOf(timeOfId(orderId)));
  let known = inMonths.get(header);
  if (known === undefined) {
    known = statement(`${header}.idempotency.settle`, settle(`orders.${header}`));
    inMonths.set(header, known);
  }
  return known;
}

export const CLAIM = statement(
  'idempotency.claim',
  `INSERT INTO orders.key_claim (bucket, scope, key, body_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING RETURNING bucket`,
);

export const FIND_CLAIM = statement(
  'idempotency.find-claim',
  `SELECT body_hash AS "bodyHash" FROM orders.key_claim WHERE bucket = $1 AND scope = $2 AND key = $3`,
);

export const SWEEP = sweepKeys('orders', 'idempotency');

export const SWEEP_CLAIMS = sweepKeys('orders', 'key_claim');
