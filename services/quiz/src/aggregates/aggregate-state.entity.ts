import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Which generation of the aggregates of a bucket counts, and which one is being built; and how far the attempts of the bucket are read. */
@Entity({ schema: 'quiz', name: 'aggregate_state' })
export class AggregateStateEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'aggregate_state_pkey' })
  bucket!: number;

  @Column('integer')
  current!: number;

  /** The last one that was begun. Its number is not given twice: the inbox remembers what was added to it. */
  @Column('integer')
  latest!: number;

  @Column('integer', { nullable: true })
  building!: number | null;

  @Column('uuid', { nullable: true })
  walked!: string | null;
}
