import { concurrentIndex } from '@tenfold/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sweep of old messages reads the oldest ones, not all of them. */
export class IndexInboxByAge1795547060000 implements MigrationInterface {
  readonly name = 'IndexInboxByAge1795547060000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of concurrentIndex('orders', 'inbox_received', 'inbox (received_at)'))
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX orders.inbox_received');
  }
}
