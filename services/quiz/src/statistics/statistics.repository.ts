import { Injectable } from '@nestjs/common';
import { Shards } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import * as sql from './statistics.statements.js';

/** Sums of a version. Those that can pass what a number holds are texts. */
export interface VersionSums {
  readonly version: number;
  readonly started: number;
  readonly submitted: number;
  readonly expired: number;
  readonly scoreSum: string;
  readonly scoreSquares: string;
  readonly secondsSum: string;
  readonly secondsSquares: string;
  readonly classes: readonly number[];
}

export interface QuestionSums {
  readonly questionId: string;
  readonly attempts: number;
  readonly correct: number;
  readonly partial: number;
  readonly incorrect: number;
  readonly maxMillipoints: number;
  readonly x: string;
  readonly xx: string;
  readonly r: string;
  readonly rr: string;
  readonly xr: string;
  readonly picks: Readonly<Record<string, number>>;
}

/** Where the sums come from. */
export interface StatisticsSource {
  versions(quizId: string, limit: number): Promise<VersionSums[]>;
  /** In no order, with how often each choice was picked or not; a question without a graded attempt has no row. */
  questions(
    quizId: string,
    version: number,
    questionIds: readonly string[],
    withPicks: boolean,
  ): Promise<QuestionSums[]>;
}

/** Sums as they are kept. */
@Injectable()
export class StatisticsRepository implements StatisticsSource {
  constructor(private readonly shards: Shards) {}

  async versions(quizId: string, limit: number): Promise<VersionSums[]> {
    return this.shards.forId(quizId).read<VersionSums>(sql.VERSIONS, [bucketOfId(quizId), quizId, limit]);
  }

  async questions(
    quizId: string,
    version: number,
    questionIds: readonly string[],
    withPicks: boolean,
  ): Promise<QuestionSums[]> {
    const values = [bucketOfId(quizId), quizId, version, questionIds, withPicks ? null : []];
    return this.shards.forId(quizId).read<QuestionSums>(sql.QUESTIONS, values);
  }
}
