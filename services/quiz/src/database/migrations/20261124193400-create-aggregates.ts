import { inboxTable } from '@tenfold/delivery';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Statistics and boards, and the inbox that keeps each attempt from counting twice. None of the tables grows with the attempts except
 * the inbox, which is swept: a quiz has rows for its versions, questions, choices, scores and learners.
 */
export class CreateAggregates1795548000000 implements MigrationInterface {
  readonly name = 'CreateAggregates1795548000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const ddl of [inboxTable('quiz'), ...TABLES]) await runner.query(ddl);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE quiz.leaderboard_score, quiz.leaderboard_entry, quiz.leaderboard, quiz.choice_statistics,
      quiz.question_statistics, quiz.version_statistics, quiz.aggregate_state, quiz.inbox`);
  }
}

const OF_QUIZ = `bucket smallint NOT NULL,
    quiz_id uuid NOT NULL,
    generation integer NOT NULL`;
/** Every batch updates the same few rows: with room in the page the new version stays on it, and no index has to know. */
const ROOM = 'WITH (fillfactor = 50)';
const CLASSES = Array.from({ length: 10 }, (_, index) => `class_${index} integer NOT NULL`);

const TABLES = [
  'CREATE INDEX inbox_received ON quiz.inbox (received_at)',
  `CREATE TABLE quiz.aggregate_state (
    bucket smallint NOT NULL,
    current integer NOT NULL,
    latest integer NOT NULL,
    building integer,
    walked uuid,
    CONSTRAINT aggregate_state_pkey PRIMARY KEY (bucket)
  )`,
  `CREATE TABLE quiz.version_statistics (
    ${OF_QUIZ},
    version integer NOT NULL,
    started integer NOT NULL,
    submitted integer NOT NULL,
    expired integer NOT NULL,
    score_sum bigint NOT NULL,
    score_squares bigint NOT NULL,
    seconds_sum bigint NOT NULL,
    seconds_squares numeric NOT NULL,
    ${CLASSES.join(', ')},
    CONSTRAINT version_statistics_pkey PRIMARY KEY (bucket, quiz_id, generation, version)
  ) ${ROOM}`,
  `CREATE TABLE quiz.question_statistics (
    ${OF_QUIZ},
    version integer NOT NULL,
    question_id uuid NOT NULL,
    attempts integer NOT NULL,
    correct integer NOT NULL,
    partial integer NOT NULL,
    incorrect integer NOT NULL,
    max_millipoints integer NOT NULL,
    x numeric NOT NULL,
    xx numeric NOT NULL,
    r numeric NOT NULL,
    rr numeric NOT NULL,
    xr numeric NOT NULL,
    CONSTRAINT question_statistics_pkey PRIMARY KEY (bucket, quiz_id, generation, version, question_id)
  ) ${ROOM}`,
  `CREATE TABLE quiz.choice_statistics (
    ${OF_QUIZ},
    version integer NOT NULL,
    question_id uuid NOT NULL,
    choice text NOT NULL,
    picks integer NOT NULL,
    CONSTRAINT choice_statistics_pkey PRIMARY KEY (bucket, quiz_id, generation, version, question_id, choice)
  ) ${ROOM}`,
  `CREATE TABLE quiz.leaderboard (
    ${OF_QUIZ},
    rule text NOT NULL,
    CONSTRAINT leaderboard_pkey PRIMARY KEY (bucket, quiz_id, generation)
  ) ${ROOM}`,
  // The quiz stands behind the learner in the key: a planner that takes a board for a short one would else read it whole by the
  // key and sort it. So only the index of the ranks leads to a board.
  `CREATE TABLE quiz.leaderboard_entry (
    ${OF_QUIZ},
    learner text NOT NULL,
    rule text NOT NULL,
    gap integer NOT NULL,
    previous_gap integer,
    total bigint NOT NULL,
    attempts integer NOT NULL,
    preference integer NOT NULL,
    reached_at timestamptz NOT NULL,
    attempt_id uuid NOT NULL,
    CONSTRAINT leaderboard_entry_pkey PRIMARY KEY (bucket, learner, quiz_id, generation)
  )`,
  'CREATE INDEX leaderboard_entry_rank ON quiz.leaderboard_entry (bucket, quiz_id, generation, gap, reached_at, attempt_id)',
  `CREATE TABLE quiz.leaderboard_score (
    ${OF_QUIZ},
    gap integer NOT NULL,
    learners integer NOT NULL,
    CONSTRAINT leaderboard_score_pkey PRIMARY KEY (bucket, quiz_id, generation, gap)
  ) ${ROOM}`,
];
