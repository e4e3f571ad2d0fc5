import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The Idempotency-Key under which an author wrote a quiz. */
@Entity({ schema: 'quiz', name: 'quiz_key' })
@Index('quiz_key_created', ['createdAt'])
export class QuizKeyEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'quiz_key_pkey' })
  bucket!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'quiz_key_pkey' })
  owner!: string;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'quiz_key_pkey' })
  key!: string;

  @Column('text', { name: 'body_hash' })
  bodyHash!: string;

  @Column('uuid', { name: 'quiz_id' })
  quizId!: string;

  @Column('boolean')
  done!: boolean;

  @Column('timestamptz', { name: 'created_at' })
  createdAt!: string;
}
