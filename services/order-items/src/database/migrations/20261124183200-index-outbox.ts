import { outboxIndexes } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the claims of the relay, and for what is published and kept. */
export class IndexOutbox1795545120000 implements MigrationInterface {
  readonly name = 'IndexOutbox1795545120000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of outboxIndexes('order_items')) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP INDEX order_items.outbox_due, order_items.outbox_published, order_items.outbox_aggregate',
    );
  }
}
