import { statement } from '@tenfold/database';
import { findKey, settleKey, sweepKeys } from '@tenfold/delivery';

export const FIND = findKey('orders', { orderId: 'order_id', outboxId: 'outbox_id' });

/**
 * Ends a request that a process of the release before has left running: it wrote the order first and the answer in a second step. The
 * answer becomes the one that every repeat gets, unless another settlement was first, and the relay may have the lines.
 */
export const SETTLE = statement(
  'idempotency.settle',
  `WITH k AS (
  ${settleKey('orders', { bucket: '$1', scope: '$2', key: '$3', status: '201', etag: '$4', response: '$5' })}
),
a AS (
  UPDATE orders.outbox SET available_at = $7::timestamptz WHERE bucket = $1 AND id = $6 AND published_at IS NULL
)
SELECT bucket FROM k`,
);

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
