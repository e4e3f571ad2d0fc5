import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many attempts a learner has started at a quiz, and which one is in progress: the row that concurrent starts queue on. */
@Entity({ schema: 'quiz', name: 'attempt_allowance' })
export class AttemptAllowanceEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'attempt_allowance_pkey' })
  bucket!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'attempt_allowance_pkey' })
  learner!: string;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'attempt_allowance_pkey' })
  quizId!: string;

  @Column('integer')
  started!: number;

  @Column('uuid', { name: 'open_attempt_id', nullable: true })
  openAttemptId!: string | null;
}
