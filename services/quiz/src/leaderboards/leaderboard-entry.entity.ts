import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The place of one learner. Ascending (gap, reached_at, attempt_id) is the order of the board. */
@Entity({ schema: 'quiz', name: 'leaderboard_entry' })
@Index('leaderboard_entry_rank', ['bucket', 'quizId', 'generation', 'gap', 'reachedAt', 'attemptId'])
export class LeaderboardEntryEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'leaderboard_entry_pkey' })
  bucket!: number;

  @PrimaryColumn('text', { primaryKeyConstraintName: 'leaderboard_entry_pkey' })
  learner!: string;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'leaderboard_entry_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'leaderboard_entry_pkey' })
  generation!: number;

  @Column('text')
  rule!: string;

  /** What is missing to the full score, in hundredths of a percent. */
  @Column('integer')
  gap!: number;

  /** Before the last change: tells the statement that made it which count goes down. */
  @Column('integer', { name: 'previous_gap', nullable: true })
  previousGap!: number | null;

  @Column('bigint')
  total!: string;

  @Column('integer')
  attempts!: number;

  /** Of all attempts of the learner the one with the least is the one that counts. */
  @Column('integer')
  preference!: number;

  @Column('timestamptz', { name: 'reached_at' })
  reachedAt!: string;

  @Column('uuid', { name: 'attempt_id' })
  attemptId!: string;
}
