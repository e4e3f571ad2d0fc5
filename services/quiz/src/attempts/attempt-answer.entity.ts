import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The newest saved answer to one question of an attempt; partitioned by month on the attempt's id. */
@Entity({ schema: 'quiz', name: 'attempt_answer' })
export class AttemptAnswerEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'attempt_answer_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'attempt_id', primaryKeyConstraintName: 'attempt_answer_pkey' })
  attemptId!: string;

  @PrimaryColumn('uuid', { name: 'question_id', primaryKeyConstraintName: 'attempt_answer_pkey' })
  questionId!: string;

  @Column('bigint')
  sequence!: number;

  /** Null: the learner took the answer back. */
  @Column('jsonb', { nullable: true })
  response!: unknown;

  @Column('timestamptz', { name: 'saved_at' })
  savedAt!: string;
}
