import { statement, type Statement } from '@tenfold/database';
import { tableOf } from '../table-of.js';

export interface Receipt {
  /** The CTE with the rows of the message or messages: it has `bucket` and `message_id`. */
  readonly from: string;
  readonly consumer: string;
}

/**
 * The INSERT that stands as a CTE in the statement of the effect and decides about it: only rows of messages that come back
 * from it are new. Checked and written in one step, since between two steps the same message may come a second time.
 * Taken in order, or two batches could wait for one another.
 */
export function receive(schema: string, { from, consumer }: Receipt): string {
  return `INSERT INTO ${tableOf(schema, 'inbox')} (bucket, consumer, message_id)
  SELECT DISTINCT bucket, ${consumer}, message_id FROM ${from} ORDER BY bucket, message_id
  ON CONFLICT DO NOTHING
  RETURNING bucket, message_id`;
}

export interface InboxStatements {
  readonly known: Statement;
  readonly sweep: Statement;
}

export function inboxStatements(schema: string): InboxStatements {
  const table = tableOf(schema, 'inbox');
  return {
    known: statement(
      `${schema}.inbox.known`,
      `SELECT i.bucket, i.consumer, i.message_id AS "messageId"
FROM unnest($1::smallint[], $2::text[], $3::text[]) AS w(bucket, consumer, message_id)
JOIN ${table} i ON i.bucket = w.bucket AND i.consumer = w.consumer AND i.message_id = w.message_id`,
    ),
    // A scatter with a limit: time decides here, not the bucket.
    sweep: statement(
      `${schema}.inbox.sweep`,
      `DELETE FROM ${table} i USING (
  SELECT bucket, consumer, message_id FROM ${table} WHERE received_at < $1 AND bucket::int4 <@ $3::int4multirange LIMIT $2
) old
WHERE i.bucket = old.bucket AND i.consumer = old.consumer AND i.message_id = old.message_id RETURNING i.bucket`,
    ),
  };
}
