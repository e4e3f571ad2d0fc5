import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The answer key of a published version. Read for grading and for nothing else; never cached. */
@Entity({ schema: 'quiz', name: 'quiz_version_key' })
export class QuizVersionKeyEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_version_key_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'quiz_version_key_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'quiz_version_key_pkey' })
  version!: number;

  @Column('jsonb')
  keys!: unknown;
}
