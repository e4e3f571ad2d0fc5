import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One learner's go at one version of a quiz; partitioned by month on its id. */
@Entity({ schema: 'quiz', name: 'attempt' })
@Check('attempt_state', `state IN ('in_progress', 'submitted', 'expired')`)
@Index('attempt_learner', ['bucket', 'learner', 'id'])
@Index('attempt_ungraded', ['bucket', 'acceptsUntil'], { where: 'graded_at IS NULL' })
export class AttemptEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'attempt_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'attempt_pkey' })
  id!: string;

  @Column('text')
  learner!: string;

  @Column('uuid', { name: 'quiz_id' })
  quizId!: string;

  @Column('integer', { name: 'quiz_version' })
  quizVersion!: number;

  @Column('integer')
  number!: number;

  @Column('text')
  state!: string;

  @Column('integer')
  seed!: number;

  @Column('timestamptz', { name: 'started_at' })
  startedAt!: string;

  @Column('timestamptz', { name: 'deadline_at', nullable: true })
  deadlineAt!: string | null;

  /** The deadline and its grace: the last moment at which an answer is stored. */
  @Column('timestamptz', { name: 'accepts_until', nullable: true })
  acceptsUntil!: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: string | null;

  @Column('timestamptz', { name: 'graded_at', nullable: true })
  gradedAt!: string | null;

  @Column('integer', { nullable: true })
  millipoints!: number | null;

  @Column('integer', { name: 'max_millipoints', nullable: true })
  maxMillipoints!: number | null;

  @Column('jsonb', { nullable: true })
  grades!: unknown;
}
