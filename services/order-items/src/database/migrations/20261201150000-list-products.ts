import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a shop sells, at which prices. A product's bucket is that of its key, as that of its sums is. */
const TABLE = `
CREATE TABLE order_items.listing (
  bucket smallint NOT NULL,
  sku_key text NOT NULL,
  sku text NOT NULL,
  title text NOT NULL,
  is_charge boolean NOT NULL,
  withdrawn boolean NOT NULL,
  prices jsonb NOT NULL,
  version integer NOT NULL,
  priced_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  CONSTRAINT listing_pk PRIMARY KEY (bucket, sku_key)
);`;

export class ListProducts1796137200000 implements MigrationInterface {
  readonly name = 'ListProducts1796137200000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_items.listing');
  }
}
