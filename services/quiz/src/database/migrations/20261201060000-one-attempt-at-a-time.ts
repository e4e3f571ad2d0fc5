import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which attempt of a learner at a quiz is in progress. Null for those that were started before: a learner with one of these may start
 * another, and ends up with the newer one named.
 */
export class OneAttemptAtATime1796104800000 implements MigrationInterface {
  readonly name = 'OneAttemptAtATime1796104800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE quiz.attempt_allowance ADD COLUMN IF NOT EXISTS open_attempt_id uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE quiz.attempt_allowance DROP COLUMN open_attempt_id');
  }
}
