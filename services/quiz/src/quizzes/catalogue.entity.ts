import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The list of published quizzes: one row each, ready to be sent. */
@Entity({ schema: 'quiz', name: 'catalogue' })
@Index('catalogue_listing', ['listingId'])
@Index('catalogue_category', ['category', 'listingId'])
export class CatalogueEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'catalogue_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'catalogue_pkey' })
  quizId!: string;

  /** Made when the quiz is first published and kept: later versions do not move it under a reader's cursor. */
  @Column('uuid', { name: 'listing_id' })
  listingId!: string;

  @Column('integer')
  version!: number;

  @Column('text', { nullable: true })
  category!: string | null;

  @Column('text', { array: true })
  tags!: string[];

  @Column('text')
  language!: string;

  @Column('jsonb')
  card!: unknown;
}
