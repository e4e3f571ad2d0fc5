import { quoteIdentifier, statement, type Statement } from '@tenfold/database';

/**
 * DDL of the outbox: events written in the transaction of their effect, so that neither exists without the other.
 * `available_at` lies a little ahead where the writer is about to deliver the same thing itself.
 */
export function outboxTable(schema: string): string {
  const at = quoteIdentifier(schema);
  return `
CREATE TABLE ${at}.outbox (
  bucket smallint NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  payload jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  available_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT outbox_pk PRIMARY KEY (bucket, id)
);
CREATE INDEX outbox_available ON ${at}.outbox (available_at);`;
}

/** DDL of the inbox: a row written in the transaction of the effect, so that the same event again has none. */
export function inboxTable(schema: string): string {
  return `
CREATE TABLE ${quoteIdentifier(schema)}.inbox (
  bucket smallint NOT NULL,
  consumer text NOT NULL,
  message_id text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT inbox_pk PRIMARY KEY (bucket, consumer, message_id)
);`;
}

export interface OutboxStatements {
  readonly claim: Statement;
  readonly remove: Statement;
}

/** Ids commit out of order, so the relay claims by state and never by "id greater than the last". It serves a whole shard. */
export function outboxStatements(schema: string): OutboxStatements {
  const at = quoteIdentifier(schema);
  return {
    claim: statement(
      `${schema}.outbox.claim`,
      `SELECT bucket, id, subject, payload::text AS payload FROM ${at}.outbox
       WHERE available_at <= now() AND bucket::int4 <@ $2::int4multirange
       ORDER BY available_at, id LIMIT $1 FOR UPDATE SKIP LOCKED`,
    ),
    remove: statement(
      `${schema}.outbox.remove`,
      `DELETE FROM ${at}.outbox o USING unnest($1::smallint[], $2::uuid[]) AS sent(bucket, id)
       WHERE o.bucket = sent.bucket AND o.id = sent.id`,
    ),
  };
}
