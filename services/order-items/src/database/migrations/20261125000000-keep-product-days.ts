import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A product's sales day by day, in its bucket, beside its months. Its title stands there already. */
const TABLE = `
CREATE TABLE order_items.product_day (
  bucket smallint NOT NULL,
  sku_key text NOT NULL,
  day date NOT NULL,
  currency text NOT NULL,
  sold_quantity bigint NOT NULL,
  returned_quantity bigint NOT NULL,
  orders integer NOT NULL,
  returns integer NOT NULL,
  revenue bigint NOT NULL,
  returned bigint NOT NULL,
  CONSTRAINT product_day_pk PRIMARY KEY (bucket, sku_key, day, currency)
);
-- Comparing asks for a month over all products of a shard.
CREATE INDEX product_day_day ON order_items.product_day (day);`;

export class KeepProductDays1795635000000 implements MigrationInterface {
  readonly name = 'KeepProductDays1795635000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_items.product_day');
  }
}
