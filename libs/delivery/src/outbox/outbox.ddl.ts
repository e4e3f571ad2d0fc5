import { concurrentIndex, quoteIdentifier } from '@tenfold/database';

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

/**
 * DDL that lets rows outlive their publication and gives them an order. A release that knows nothing of it writes rows with
 * the defaults and claims by `available_at`, which is why that of a published row lies at infinity.
 */
export function outboxUntilConfirmed(schema: string): { readonly up: string; readonly down: string } {
  const at = quoteIdentifier(schema);
  return {
    up: `
ALTER TABLE ${at}.outbox
  ADD COLUMN aggregate uuid,
  ADD COLUMN sequence integer,
  ADD COLUMN until_confirmed boolean NOT NULL DEFAULT false,
  ADD COLUMN published_at timestamptz,
  ADD COLUMN publications smallint NOT NULL DEFAULT 0;`,
    down: `
DELETE FROM ${at}.outbox WHERE published_at IS NOT NULL;
ALTER TABLE ${at}.outbox
  DROP COLUMN aggregate, DROP COLUMN sequence, DROP COLUMN until_confirmed, DROP COLUMN published_at,
  DROP COLUMN publications;`,
  };
}

/** DDL of the trace that an event belongs to, as its W3C headers; null where nobody traces. A release that knows nothing of it leaves it null. */
export function outboxTraceContext(schema: string): { readonly up: string; readonly down: string } {
  const table = `${quoteIdentifier(schema)}.outbox`;
  return {
    up: `ALTER TABLE ${table} ADD COLUMN trace_context jsonb`,
    down: `ALTER TABLE ${table} DROP COLUMN trace_context`,
  };
}

/**
 * DDL that leaves an event of up to a page in its row, as it is. Postgres compresses what is longer than 2 kB and may put it elsewhere,
 * for rows that live for a second; an order of 20 lines is.
 */
export function outboxInRow(schema: string): { readonly up: string; readonly down: string } {
  const table = `${quoteIdentifier(schema)}.outbox`;
  return {
    up: `ALTER TABLE ${table} SET (toast_tuple_target = 8160)`,
    down: `ALTER TABLE ${table} RESET (toast_tuple_target)`,
  };
}

/**
 * The indexes that go with it, for a migration with `transaction = false`. What the relay has to do is indexed apart from what it has
 * done, so its claim costs the same however much is kept.
 */
export function outboxIndexes(schema: string): string[] {
  return [
    ...concurrentIndex(schema, 'outbox_due', 'outbox (available_at, id) WHERE published_at IS NULL'),
    ...concurrentIndex(
      schema,
      'outbox_published',
      'outbox (published_at, id) WHERE published_at IS NOT NULL',
    ),
    ...concurrentIndex(
      schema,
      'outbox_aggregate',
      'outbox (bucket, aggregate, sequence) WHERE aggregate IS NOT NULL',
    ),
  ];
}
