import { statement, type Statement } from '@tenfold/database';
import { tableOf } from '../table-of.js';

/** Where a key lives, as SQL expressions: its bucket is that of the effect. */
export interface KeyColumns {
  readonly bucket: string;
  readonly scope: string;
  readonly key: string;
}

export interface BeginColumns extends KeyColumns {
  readonly bodyHash: string;
  /** Until then the request that has written the row owns it; afterwards a repeat may finish it. */
  readonly runningUntil: string;
  readonly createdAt: string;
  /** The service's own columns, which tell what the request has made. */
  readonly effect: Readonly<Record<string, string>>;
  /** The answer that every repeat gets, where it is known already: then nothing is left to finish. */
  readonly answer?: KeptColumns;
  /** Where the values come from, and on which condition, as SQL: `FROM ... WHERE ...`. */
  readonly tail?: string;
}

export interface KeptColumns {
  readonly status: string;
  readonly etag: string;
  readonly response: string;
}

/**
 * The INSERT that stands first in the statement of the effect: every further CTE selects from it, so that a key that is known
 * leaves no trace. It inserts and looks in one step; two requests that looked first would both find nothing.
 */
export function beginKey(schema: string, columns: BeginColumns): string {
  const { bucket, scope, key, bodyHash, runningUntil, createdAt, effect, answer, tail } = columns;
  const cells: Readonly<Record<string, string>> = {
    bucket,
    scope,
    key,
    body_hash: bodyHash,
    state: answer === undefined ? "'running'" : "'done'",
    running_until: runningUntil,
    ...effect,
    ...answer,
    created_at: createdAt,
  };
  return `INSERT INTO ${tableOf(schema, 'idempotency')} (${Object.keys(cells).join(', ')})
  SELECT ${Object.values(cells).join(', ')}${tail === undefined ? '' : ` ${tail}`}
  ON CONFLICT DO NOTHING RETURNING ${['bucket', ...Object.keys(effect)].join(', ')}`;
}

export interface SettleColumns extends KeyColumns, KeptColumns {}

/** The UPDATE that makes an answer the one that every repeat gets, unless another one was first: then it has no row. */
export function settleKey(schema: string, columns: SettleColumns): string {
  const { bucket, scope, key, status, etag, response } = columns;
  return `UPDATE ${tableOf(schema, 'idempotency')} SET state = 'done', status = ${status}, etag = ${etag}, response = ${response}
  WHERE bucket = ${bucket} AND scope = ${scope} AND key = ${key} AND state = 'running'
  RETURNING bucket`;
}

/** @param effect the service's own columns by the names that their values get in the row */
export function findKey(schema: string, effect: Readonly<Record<string, string>>): Statement {
  const own = Object.entries(effect).map(([name, column]) => `${column} AS "${name}", `);
  return statement(
    'idempotency.find',
    `SELECT body_hash AS "bodyHash", state, running_until AS "runningUntil", ${own.join('')}status, etag, response
FROM ${tableOf(schema, 'idempotency')} WHERE bucket = $1 AND scope = $2 AND key = $3`,
  );
}

/** Forgets rows of a table of keys from before $1, at most $2, in the buckets $3. A scatter with a limit: time decides here, not the bucket. */
export function sweepKeys(schema: string, table: 'idempotency' | 'key_claim'): Statement {
  const at = tableOf(schema, table);
  return statement(
    table === 'idempotency' ? 'idempotency.sweep' : 'idempotency.sweep-claims',
    `DELETE FROM ${at} i USING (
  SELECT bucket, scope, key FROM ${at} WHERE created_at < $1 AND bucket::int4 <@ $3::int4multirange
  ORDER BY created_at LIMIT $2
) old
WHERE i.bucket = old.bucket AND i.scope = old.scope AND i.key = old.key RETURNING i.bucket`,
  );
}
