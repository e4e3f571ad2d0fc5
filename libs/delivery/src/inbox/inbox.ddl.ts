import { quoteIdentifier } from '@tenfold/database';

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
