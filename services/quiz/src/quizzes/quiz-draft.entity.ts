import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What the author is writing, with the key. */
@Entity({ schema: 'quiz', name: 'quiz_draft' })
export class QuizDraftEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_draft_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'quiz_draft_pkey' })
  quizId!: string;

  @Column('jsonb')
  content!: unknown;
}
