import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sweep of old messages reads the oldest ones, not all of them. */
export class IndexInboxByAge1795545060000 implements MigrationInterface {
  readonly name = 'IndexInboxByAge1795545060000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was cut off leaves an index that is there and not valid.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS order_items.inbox_received');
    await runner.query('CREATE INDEX CONCURRENTLY inbox_received ON order_items.inbox (received_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX order_items.inbox_received');
  }
}
