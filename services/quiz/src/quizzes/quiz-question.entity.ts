import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One question of a published version, as everybody may read it. */
@Entity({ schema: 'quiz', name: 'quiz_question' })
export class QuizQuestionEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_question_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'quiz_question_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'quiz_question_pkey' })
  version!: number;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_question_pkey' })
  position!: number;

  @Column('uuid')
  id!: string;

  @Column('jsonb')
  content!: unknown;
}
