import { statement } from '@tenfold/database';

export const FIND = statement(
  'idempotency.find',
  `SELECT body_hash AS "bodyHash", state, running_until AS "runningUntil", order_id AS "orderId",
  outbox_id AS "outboxId", status, etag, response
FROM orders.idempotency WHERE bucket = $1 AND scope = $2 AND key = $3`,
);

/**
 * Ends a request: the answer becomes the one that every repeat gets, unless another settlement was first. What has become of
 * the lines is true either way: stored, the outbox row is not needed; pending, the relay may have it now.
 */
export const SETTLE = statement(
  'idempotency.settle',
  `WITH k AS (
  UPDATE orders.idempotency SET state = 'done', status = $4, etag = $5, response = $6
  WHERE bucket = $1 AND scope = $2 AND key = $3 AND state = 'running'
  RETURNING order_id
),
h AS (
  UPDATE orders.header SET items_state = 'stored', version = version + 1, updated_at = $10::timestamptz
  WHERE $9::boolean AND bucket = $1 AND id = $7 AND items_state = 'pending'
),
d AS (
  DELETE FROM orders.outbox WHERE $9::boolean AND bucket = $1 AND id = $8
),
a AS (
  UPDATE orders.outbox SET available_at = $10::timestamptz WHERE NOT $9::boolean AND bucket = $1 AND id = $8
)
SELECT order_id FROM k`,
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

/** A scatter with a limit: time decides here, not the bucket. */
export const SWEEP = statement(
  'idempotency.sweep',
  `DELETE FROM orders.idempotency i USING (
  SELECT bucket, scope, key FROM orders.idempotency
  WHERE created_at < $1 AND bucket::int4 <@ $3::int4multirange ORDER BY created_at LIMIT $2
) old
WHERE i.bucket = old.bucket AND i.scope = old.scope AND i.key = old.key RETURNING i.bucket`,
);

export const SWEEP_CLAIMS = statement(
  'idempotency.sweep-claims',
  `DELETE FROM orders.key_claim i USING (
  SELECT bucket, scope, key FROM orders.key_claim
  WHERE created_at < $1 AND bucket::int4 <@ $3::int4multirange ORDER BY created_at LIMIT $2
) old
WHERE i.bucket = old.bucket AND i.scope = old.scope AND i.key = old.key RETURNING i.bucket`,
);
