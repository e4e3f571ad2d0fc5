import { quoteIdentifier } from '@tenfold/database';

/**
 * DDL of the keys: one row a key, with the hash of the body that it belongs to and the answer byte for byte.
 * @param effect columns that tell what the request has made, as `order_id uuid NOT NULL`
 */
export function idempotencyTable(schema: string, effect: readonly string[]): string {
  const at = quoteIdentifier(schema);
  return `
CREATE TABLE ${at}.idempotency (
  bucket smallint NOT NULL,
  scope text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  state text NOT NULL,
  running_until timestamptz NOT NULL,
  ${effect.map((column) => `${column},`).join('\n  ')}
  status smallint,
  etag text,
  response text,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_pk PRIMARY KEY (bucket, scope, key)
);
CREATE INDEX idempotency_created ON ${at}.idempotency (created_at);`;
}
