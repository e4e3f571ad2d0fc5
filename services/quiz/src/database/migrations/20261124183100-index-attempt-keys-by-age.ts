import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The sweep of old keys reads the oldest ones, not all of them. */
export class IndexAttemptKeysByAge1795545060000 implements MigrationInterface {
  readonly name = 'IndexAttemptKeysByAge1795545060000';
  /** What is built CONCURRENTLY cannot be part of a transaction. */
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // One that was cut off leaves an index that is there and not valid.
    await runner.query('DROP INDEX CONCURRENTLY IF EXISTS quiz.attempt_key_created');
    await runner.query('CREATE INDEX CONCURRENTLY attempt_key_created ON quiz.attempt_key (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX quiz.attempt_key_created');
  }
}
