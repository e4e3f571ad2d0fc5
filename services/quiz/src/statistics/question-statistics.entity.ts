import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Sums over the graded attempts at one question of a version: x is what it earned, r what the rest of the attempt earned. */
@Entity({ schema: 'quiz', name: 'question_statistics' })
export class QuestionStatisticsEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'question_statistics_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'question_statistics_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'question_statistics_pkey' })
  generation!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'question_statistics_pkey' })
  version!: number;

  @PrimaryColumn('uuid', { name: 'question_id', primaryKeyConstraintName: 'question_statistics_pkey' })
  questionId!: string;

  @Column('integer')
  attempts!: number;

  @Column('integer')
  correct!: number;

  @Column('integer')
  partial!: number;

  @Column('integer')
  incorrect!: number;

  @Column('integer', { name: 'max_millipoints' })
  maxMillipoints!: number;

  @Column('numeric')
  x!: string;

  @Column('numeric')
  xx!: string;

  @Column('numeric')
  r!: string;

  @Column('numeric')
  rr!: string;

  @Column('numeric')
  xr!: string;
}
