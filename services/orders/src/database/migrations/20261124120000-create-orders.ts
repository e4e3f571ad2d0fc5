import { ensureMonthsFunction } from '@tenfold/database';
import { outboxTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Partitioned by the month in the id; the bucket leads every key, so the same tables can be spread over any number of shards. */
const TABLES = `
CREATE TABLE orders.header (
  bucket smallint NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  kind text NOT NULL,
  customer_id text,
  status text NOT NULL,
  items_state text NOT NULL,
  currency text NOT NULL,
  country text,
  country_name text,
  item_count integer NOT NULL,
  total bigint NOT NULL,
  preview jsonb NOT NULL,
  source text NOT NULL,
  external_reference text,
  metadata jsonb NOT NULL,
  return_of uuid,
  version integer NOT NULL,
  status_times jsonb NOT NULL,
  placed_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT header_pk PRIMARY KEY (bucket, id),
  CONSTRAINT header_sign CHECK ((kind = 'sale' AND total >= 0) OR (kind = 'return' AND total <= 0))
) PARTITION BY RANGE (id);
CREATE INDEX header_customer ON orders.header (bucket, customer_id, id);
-- For the lists over all customers, which belong to no bucket.
CREATE INDEX header_recent ON orders.header (id);
CREATE INDEX header_status ON orders.header (status, id);

CREATE TABLE orders.history (
  bucket smallint NOT NULL,
  order_id uuid NOT NULL,
  version integer NOT NULL,
  from_status text,
  to_status text NOT NULL,
  actor text NOT NULL,
  reason text,
  happened_at timestamptz NOT NULL,
  CONSTRAINT history_pk PRIMARY KEY (bucket, order_id, version)
) PARTITION BY RANGE (order_id);

-- Not partitioned: a key must be unique over all months.
CREATE TABLE orders.idempotency (
  bucket smallint NOT NULL,
  scope text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  state text NOT NULL,
  running_until timestamptz NOT NULL,
  order_id uuid NOT NULL,
  outbox_id uuid NOT NULL,
  status smallint,
  etag text,
  response text,
  created_at timestamptz NOT NULL,
  CONSTRAINT idempotency_pk PRIMARY KEY (bucket, scope, key)
);
CREATE INDEX idempotency_created ON orders.idempotency (created_at);

-- Where staff order for others, the key lives on the customer's shard; this row, on the caller's, pins it to one body.
CREATE TABLE orders.key_claim (
  bucket smallint NOT NULL,
  scope text NOT NULL,
  key text NOT NULL,
  body_hash text NOT NULL,
  created_at timestamptz NOT NULL,
  CONSTRAINT key_claim_pk PRIMARY KEY (bucket, scope, key)
);
CREATE INDEX key_claim_created ON orders.key_claim (created_at);

CREATE TABLE orders.external_reference (
  bucket smallint NOT NULL,
  source text NOT NULL,
  reference text NOT NULL,
  order_id uuid NOT NULL,
  CONSTRAINT external_reference_pk PRIMARY KEY (bucket, source, reference)
);

CREATE TABLE orders.customer_rollup (
  bucket smallint NOT NULL,
  customer_id text NOT NULL,
  currency text NOT NULL,
  orders integer NOT NULL,
  returns integer NOT NULL,
  cancelled integer NOT NULL,
  item_count bigint NOT NULL,
  total bigint NOT NULL,
  first_order_at timestamptz NOT NULL,
  last_order_at timestamptz NOT NULL,
  CONSTRAINT customer_rollup_pk PRIMARY KEY (bucket, customer_id, currency)
);

-- How much of a line has come back. The check, not the code, is what two returns at once cannot pass.
CREATE TABLE orders.returned_line (
  bucket smallint NOT NULL,
  order_id uuid NOT NULL,
  line_no integer NOT NULL,
  ordered integer NOT NULL,
  quantity integer NOT NULL,
  CONSTRAINT returned_line_pk PRIMARY KEY (bucket, order_id, line_no),
  CONSTRAINT returned_line_within CHECK (quantity >= 0 AND quantity <= ordered)
);

-- What each return took, so that a cancelled return can give it back.
CREATE TABLE orders.return_entry (
  bucket smallint NOT NULL,
  return_id uuid NOT NULL,
  line_no integer NOT NULL,
  quantity integer NOT NULL,
  CONSTRAINT return_entry_pk PRIMARY KEY (bucket, return_id, line_no)
);`;

const DROP = `
DROP TABLE orders.header, orders.history, orders.idempotency, orders.key_claim, orders.external_reference,
  orders.customer_rollup, orders.returned_line, orders.return_entry, orders.outbox;
DROP FUNCTION orders.ensure_months(date, date);
DROP FUNCTION orders.month_bound(date);`;

export class CreateOrders1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(outboxTable('orders'));
    await runner.query(ensureMonthsFunction('orders', ['header', 'history']));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP);
  }
}
