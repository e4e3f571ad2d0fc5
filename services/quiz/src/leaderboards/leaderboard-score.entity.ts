import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How many learners have a score: a rank is a sum over these, of which there are at most 10,001. */
@Entity({ schema: 'quiz', name: 'leaderboard_score' })
export class LeaderboardScoreEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'leaderboard_score_pkey' })
  bucket!: number;

  @PrimaryColumn('uuid', { name: 'quiz_id', primaryKeyConstraintName: 'leaderboard_score_pkey' })
  quizId!: string;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'leaderboard_score_pkey' })
  generation!: number;

  @PrimaryColumn('integer', { primaryKeyConstraintName: 'leaderboard_score_pkey' })
  gap!: number;

  @Column('integer')
  learners!: number;
}
