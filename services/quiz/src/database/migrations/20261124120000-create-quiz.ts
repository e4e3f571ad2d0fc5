import { ensureMonthsFunction } from '@tenfold/database';
import { outboxTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * All tables of the service. `bucket` stands first in every key. Two indexes do not begin with it, because the lists they
 * serve are asked of every bucket at once: all published quizzes, and all quizzes of an author.
 */
export class CreateQuiz20261124120000 implements MigrationInterface {
  readonly name = 'CreateQuiz20261124120000';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [...AUTHORING, ...ATTEMPTS, outboxTable('quiz')]) await runner.query(ddl);
    await runner.query(ensureMonthsFunction('quiz', ['attempt', 'attempt_answer']));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION quiz.ensure_months(date, date)');
    await runner.query('DROP FUNCTION quiz.month_bound(date)');
    await runner.query(`DROP TABLE quiz.outbox, quiz.attempt_key, quiz.attempt_allowance, quiz.attempt_answer, quiz.attempt,
      quiz.catalogue, quiz.quiz_version_key, quiz.quiz_question, quiz.quiz_version, quiz.quiz_draft, quiz.quiz`);
    await runner.query('DROP FUNCTION quiz.refuse_update()');
  }
}

const IMMUTABLE = ['quiz_version', 'quiz_question', 'quiz_version_key'];

const AUTHORING = [
  `CREATE TABLE quiz.quiz (
    bucket smallint NOT NULL,
    id uuid NOT NULL,
    owner text NOT NULL,
    status text NOT NULL CONSTRAINT quiz_status CHECK (status IN ('draft', 'published', 'archived')),
    source text,
    external_reference text,
    revision integer NOT NULL,
    title text NOT NULL,
    question_count smallint NOT NULL,
    draft_digest text NOT NULL,
    published_version integer,
    published_digest text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT quiz_pkey PRIMARY KEY (bucket, id)
  )`,
  'CREATE UNIQUE INDEX quiz_reference ON quiz.quiz (bucket, owner, source, external_reference)',
  'CREATE INDEX quiz_owner ON quiz.quiz (owner, id)',
  // Apart from the head, so that no statement of a learner's route names the table that holds answers.
  `CREATE TABLE quiz.quiz_draft (
    bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT quiz_draft_pkey PRIMARY KEY (bucket, quiz_id)
  )`,
  `CREATE TABLE quiz.quiz_version (
    bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    version integer NOT NULL,
    content jsonb NOT NULL,
    published_at timestamptz NOT NULL,
    CONSTRAINT quiz_version_pkey PRIMARY KEY (bucket, quiz_id, version)
  )`,
  `CREATE TABLE quiz.quiz_question (
    bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    version integer NOT NULL,
    position smallint NOT NULL,
    id uuid NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT quiz_question_pkey PRIMARY KEY (bucket, quiz_id, version, position)
  )`,
  `CREATE TABLE quiz.quiz_version_key (
    bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    version integer NOT NULL,
    keys jsonb NOT NULL,
    CONSTRAINT quiz_version_key_pkey PRIMARY KEY (bucket, quiz_id, version)
  )`,
  `CREATE TABLE quiz.catalogue (
    bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    listing_id uuid NOT NULL,
    version integer NOT NULL,
    category text,
    tags text[] NOT NULL,
    language text NOT NULL,
    card jsonb NOT NULL,
    CONSTRAINT catalogue_pkey PRIMARY KEY (bucket, quiz_id)
  )`,
  'CREATE INDEX catalogue_listing ON quiz.catalogue (listing_id)',
  'CREATE INDEX catalogue_category ON quiz.catalogue (category, listing_id)',
  `CREATE FUNCTION quiz.refuse_update() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
  END $$`,
  ...IMMUTABLE.map(
    (table) => `CREATE TRIGGER immutable BEFORE UPDATE ON quiz.${table}
      FOR EACH STATEMENT EXECUTE FUNCTION quiz.refuse_update()`,
  ),
];

const ATTEMPTS = [
  `CREATE TABLE quiz.attempt (
    bucket smallint NOT NULL,
    id uuid NOT NULL,
    learner text NOT NULL,
    quiz_id uuid NOT NULL,
    quiz_version integer NOT NULL,
    number integer NOT NULL,
    state text NOT NULL CONSTRAINT attempt_state CHECK (state IN ('in_progress', 'submitted', 'expired')),
    seed integer NOT NULL,
    started_at timestamptz NOT NULL,
    deadline_at timestamptz,
    accepts_until timestamptz,
    ended_at timestamptz,
    graded_at timestamptz,
    millipoints integer,
    max_millipoints integer,
    grades jsonb,
    CONSTRAINT attempt_pkey PRIMARY KEY (bucket, id)
  ) PARTITION BY RANGE (id)`,
  'CREATE INDEX attempt_learner ON quiz.attempt (bucket, learner, id)',
  // Holds open attempts only, so the sweep reads it whole and it stays small.
  'CREATE INDEX attempt_ungraded ON quiz.attempt (bucket, accepts_until) WHERE graded_at IS NULL',
  `CREATE TABLE quiz.attempt_answer (
    bucket smallint NOT NULL,
    attempt_id uuid NOT NULL,
    question_id uuid NOT NULL,
    sequence bigint NOT NULL,
    response jsonb,
    saved_at timestamptz NOT NULL,
    CONSTRAINT attempt_answer_pkey PRIMARY KEY (bucket, attempt_id, question_id)
  ) PARTITION BY RANGE (attempt_id)`,
  // Not partitioned: what must be unique over all months cannot contain the id.
  `CREATE TABLE quiz.attempt_allowance (
    bucket smallint NOT NULL,
    learner text NOT NULL,
    quiz_id uuid NOT NULL,
    started integer NOT NULL,
    CONSTRAINT attempt_allowance_pkey PRIMARY KEY (bucket, learner, quiz_id)
  )`,
  `CREATE TABLE quiz.attempt_key (
    bucket smallint NOT NULL,
    learner text NOT NULL,
    key text NOT NULL,
    quiz_id uuid NOT NULL,
    attempt_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT attempt_key_pkey PRIMARY KEY (bucket, learner, key)
  )`,
];
