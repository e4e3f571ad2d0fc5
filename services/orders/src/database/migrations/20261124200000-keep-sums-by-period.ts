import { inboxTable, rebuildTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A day has a bucket of its own, as its orders are on all shards; a customer's months are where his orders are. */
const TABLES = `
CREATE TABLE orders.day_rollup (
  bucket smallint NOT NULL,
  day date NOT NULL,
  currency text NOT NULL,
  orders integer NOT NULL,
  returns integer NOT NULL,
  cancelled integer NOT NULL,
  item_count bigint NOT NULL,
  total bigint NOT NULL,
  CONSTRAINT day_rollup_pk PRIMARY KEY (bucket, day, currency)
);

CREATE TABLE orders.customer_month (
  bucket smallint NOT NULL,
  customer_id text NOT NULL,
  month date NOT NULL,
  currency text NOT NULL,
  orders integer NOT NULL,
  returns integer NOT NULL,
  cancelled integer NOT NULL,
  item_count bigint NOT NULL,
  total bigint NOT NULL,
  CONSTRAINT customer_month_pk PRIMARY KEY (bucket, customer_id, month, currency)
);`;

/** The release before this one knows nothing of these tables: what it places meanwhile is counted when its events come. */
export class KeepSumsByPeriod1795547000000 implements MigrationInterface {
  readonly name = 'KeepSumsByPeriod1795547000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(inboxTable('orders'));
    await runner.query(rebuildTable('orders'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE orders.day_rollup, orders.customer_month, orders.inbox, orders.rebuild');
  }
}
