import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The head of a quiz: who owns it, where it stands, which version is current. */
@Entity({ schema: 'quiz', name: 'quiz' })
@Check('quiz_status', `status IN ('draft', 'published', 'archived')`)
@Index('quiz_reference', ['bucket', 'owner', 'source', 'externalReference'], { unique: true })
@Index('quiz_owner', ['owner', 'id'])
export class QuizEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'quiz_pkey' })
  id!: string;

  @Column('text')
  owner!: string;

  @Column('text')
  status!: string;

  @Column('text', { nullable: true })
  source!: string | null;

  @Column('text', { name: 'external_reference', nullable: true })
  externalReference!: string | null;

  @Column('integer')
  revision!: number;

  @Column('text')
  title!: string;

  @Column('smallint', { name: 'question_count' })
  questionCount!: number;

  @Column('text', { name: 'draft_digest' })
  draftDigest!: string;

  @Column('integer', { name: 'published_version', nullable: true })
  publishedVersion!: number | null;

  @Column('text', { name: 'published_digest', nullable: true })
  publishedDigest!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: string;

  @Column('timestamptz', { name: 'updated_at' })
  updatedAt!: string;
}
