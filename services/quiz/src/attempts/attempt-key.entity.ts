import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The Idempotency-Key under which an attempt was started. */
@Entity({ schema: 'quiz', name: 'attempt_key' })
@Index('attempt_key_created', ['createdAt'])
export class AttemptKeyEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'attempt_key_pkey' })
  bucket!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'attempt_key_pkey' })
  learner!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'attempt_key_pkey' })
  key!: string;

  @Column('uuid', { name: 'quiz_id' })
  quizId!: string;

  @Column('uuid', { name: 'attempt_id' })
  attemptId!: string;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: string;
}
