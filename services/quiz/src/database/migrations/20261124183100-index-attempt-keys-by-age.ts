import { concurrentIndex } from '@tenfold/database';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sweep of old keys reads the oldest ones, not all of them. */
export class IndexAttemptKeysByAge1795545060000 implements MigrationInterface {
  readonly name = 'IndexAttemptKeysByAge1795545060000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    for (const sql of concurrentIndex('quiz', 'attempt_key_created', 'attempt_key (created_at)'))
      await runner.query(sql);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX quiz.attempt_key_created');
  }
}
