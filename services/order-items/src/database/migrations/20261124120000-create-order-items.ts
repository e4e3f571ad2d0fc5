import { ensureMonthsFunction } from '@tenfold/database';
import { inboxTable, outboxTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lines live in the month of their order, on the shard of its customer. Products have buckets of their own. */
const TABLES = `
-- One row an order: it is there when, and only when, all of the order's lines are.
CREATE TABLE order_items.item_set (
  bucket smallint NOT NULL,
  order_id uuid NOT NULL,
  customer_id text,
  currency text NOT NULL,
  kind text NOT NULL,
  source text NOT NULL,
  item_count integer NOT NULL,
  total bigint NOT NULL,
  placed_at timestamptz NOT NULL,
  cancelled_at timestamptz,
  CONSTRAINT item_set_pk PRIMARY KEY (bucket, order_id)
) PARTITION BY RANGE (order_id);

CREATE TABLE order_items.line (
  bucket smallint NOT NULL,
  order_id uuid NOT NULL,
  line_no integer NOT NULL,
  sku text NOT NULL,
  sku_key text NOT NULL,
  title text NOT NULL,
  quantity integer NOT NULL,
  unit_price numeric(16,4) NOT NULL,
  line_total bigint NOT NULL,
  is_charge boolean NOT NULL,
  CONSTRAINT line_pk PRIMARY KEY (bucket, order_id, line_no)
) PARTITION BY RANGE (order_id);

CREATE TABLE order_items.product_rollup (
  bucket smallint NOT NULL,
  sku_key text NOT NULL,
  currency text NOT NULL,
  month date NOT NULL,
  title text NOT NULL,
  is_charge boolean NOT NULL,
  sold_quantity bigint NOT NULL,
  returned_quantity bigint NOT NULL,
  orders integer NOT NULL,
  returns integer NOT NULL,
  revenue bigint NOT NULL,
  returned bigint NOT NULL,
  CONSTRAINT product_rollup_pk PRIMARY KEY (bucket, sku_key, currency, month)
);
-- The ranking asks for a month over all products of a shard.
CREATE INDEX product_rollup_month ON order_items.product_rollup (month, currency);`;

const DROP = `
DROP TABLE order_items.item_set, order_items.line, order_items.product_rollup, order_items.outbox, order_items.inbox;
DROP FUNCTION order_items.ensure_months(date, date);
DROP FUNCTION order_items.month_bound(date);`;

export class CreateOrderItems1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(outboxTable('order_items'));
    await runner.query(inboxTable('order_items'));
    await runner.query(ensureMonthsFunction('order_items', ['item_set', 'line']));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(DROP);
  }
}
