import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The Idempotency-Keys of `POST /v1/quizzes`. */
export class KeepKeysOfQuizzes1796104860000 implements MigrationInterface {
  readonly name = 'KeepKeysOfQuizzes1796104860000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE quiz.quiz_key (
      bucket smallint NOT NULL,
      owner text NOT NULL,
      key text NOT NULL,
      body_hash text NOT NULL,
      quiz_id uuid NOT NULL,
      done boolean NOT NULL,
      created_at timestamptz NOT NULL,
      CONSTRAINT quiz_key_pkey PRIMARY KEY (bucket, owner, key)
    )`);
    // The sweep reads the oldest ones, not all of them.
    await runner.query('CREATE INDEX quiz_key_created ON quiz.quiz_key (created_at)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE quiz.quiz_key');
  }
}
