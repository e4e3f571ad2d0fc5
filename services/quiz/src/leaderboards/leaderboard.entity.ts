import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The rule by which a board ranks: the one that the quiz had when this generation of the board began. */
@Entity({ schema: 'quiz', name: 'leaderboard' })
export class LeaderboardEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'leaderboard_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'leaderboard_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'leaderboard_pkey' })
  generation!: number;

  @Column('text')
  rule!: string;
}
