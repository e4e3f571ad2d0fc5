import { Injectable } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import type { Place as PagePlace } from '@tenfold/http';
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

const BEFORE_ALL = [-1, new Date(0).toISOString(), '00000000-0000-0000-0000-000000000000'];

/** Where boards come from. */
export interface LeaderboardSource {
  /** @param place by the key (gap, reachedAt, attemptId) */
  page(quizId: string, place: PagePlace, limit: number): Promise<RankedLearner[]>;
  /** The learner among at most `neighbours` on each side; nobody when he has no place. */
  around(quizId: string, learner: string, neighbours: number): Promise<RankedLearner[]>;
}

/** Boards as they are kept. */
@Injectable()
export class LeaderboardsRepository implements LeaderboardSource {
  constructor(private readonly shards: Shards) {}

  async page(quizId: string, { direction, key }: PagePlace, limit: number): Promise<RankedLearner[]> {
    const values = [bucketOfId(quizId), quizId, ...(key.length === 0 ? BEFORE_ALL : key), limit];
    return this.shards.forId(quizId).read<RankedLearner>(sql.PAGE[direction], values);
  }

  async around(quizId: string, learner: string, neighbours: number): Promise<RankedLearner[]> {
    const values = [bucketOfId(quizId), quizId, learner, neighbours];
    return this.shards.forId(quizId).read<RankedLearner>(sql.AROUND, values);
  }
}
