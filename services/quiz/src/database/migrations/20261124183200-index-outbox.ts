import { outboxIndexes } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For the claims of the relay, and for what is published and kept. */
export class IndexOutbox1795545120000 implements MigrationInterface {
  readonly name = 'IndexOutbox1795545120000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of outboxIndexes('quiz')) await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX quiz.outbox_due, quiz.outbox_published, quiz.outbox_aggregate');
  }
}
