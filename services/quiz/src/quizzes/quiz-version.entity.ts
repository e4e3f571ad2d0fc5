import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A published version, which never changes. */
@Entity({ schema: 'quiz', name: 'quiz_version' })
export class QuizVersionEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_version_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'quiz_version_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'quiz_version_pkey' })
  version!: number;

  @Column('jsonb')
  content!: unknown;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: string;
}
