import { Injectable } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import * as sql from './leaderboards.statements.js';

/** Where a learner stands: ascending by gap, end and id. */
export interface Place {
  readonly gap: number;
  readonly reachedAt: string;
  readonly attemptId: string;
}

export interface RankedLearner extends Place {
  readonly learner: string;
  /** Of learners with the same score, all have the best of their ranks. */
  readonly rank: number;
}

export const BEFORE_ALL: Place = {
  gap: -1,
  reachedAt: new Date(0).toISOString(),
  attemptId: '00000000-0000-0000-0000-000000000000',
};

/** Where boards come from. */
export interface LeaderboardSource {
  page(quizId: string, after: Place, limit: number): Promise<RankedLearner[]>;
  /** The learner among at most `neighbours` on each side; nobody when he has no place. */
  around(quizId: string, learner: string, neighbours: number): Promise<RankedLearner[]>;
}

/** Boards as they are kept. */
@Injectable()
export class LeaderboardsRepository implements LeaderboardSource {
  constructor(private readonly shards: Shards) {}

  async page(quizId: string, { gap, reachedAt, attemptId }: Place, limit: number): Promise<RankedLearner[]> {
    const values = [bucketOfId(quizId), quizId, gap, reachedAt, attemptId, limit];
    return this.shards.forId(quizId).read<RankedLearner>(sql.PAGE, values);
  }

  async around(quizId: string, learner: string, neighbours: number): Promise<RankedLearner[]> {
    const values = [bucketOfId(quizId), quizId, learner, neighbours];
    return this.shards.forId(quizId).read<RankedLearner>(sql.AROUND, values);
  }
}
