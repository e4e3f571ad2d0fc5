import { Injectable } from '@nestjs/common';
import { columnsOf, Shards } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import type { Attempt } from '../attempts/attempt.js';
import * as sql from './aggregates.statements.js';
import type { Contribution, Responses, Start } from './contribution.js';

export interface AnsweredAttempt extends Attempt {
  readonly responses: Responses;
}

@Injectable()
export class AggregatesRepository {
  constructor(private readonly shards: Shards) {}

  /** Graded attempts of this batch, from wherever their learners are; fresh, since their events have just been sent. */
  async read(attemptIds: readonly string[]): Promise<AnsweredAttempt[]> {
    const lists = await this.shards.group(attemptIds, bucketOfId, (shard, ids) => {
      const sorted = ids.toSorted();
      const values = [ids.map(bucketOfId), ids, sorted[0], sorted.at(-1)];
      return shard.query<AnsweredAttempt>(sql.READ, values);
    });
    return lists.flat();
  }

  /**
   * One statement a shard, with the inbox rows of what it adds: what fails half-way is simply done again.
   * @param buildingOnly leaves alone what readers see: a rebuild counts attempts that may be counted there already
   */
  async apply(contributions: readonly Contribution[], buildingOnly = false): Promise<void> {
    // The statement tells what is new by comparison with what is stored: within one call each may stand once.
    const distinct = new Map(contributions.map((one) => [`${one.kind} ${one.attemptId}`, one]));
    await this.shards.group(
      [...distinct.values()],
      ({ quizId }) => bucketOfId(quizId),
      (shard, group) =>
        shard.query(sql.APPLY, [
          group.map(({ quizId }) => bucketOfId(quizId)),
          group.map((one) => JSON.stringify(one)),
          buildingOnly,
        ]),
    );
  }
  /** `apply` for what most events say: that somebody has begun. */
  async applyStarted(starts: readonly Omit<Start, 'kind'>[]): Promise<void> {
    const distinct = new Map(starts.map((one) => [one.attemptId, one]));
    await this.shards.group(
      [...distinct.values()],
      ({ quizId }) => bucketOfId(quizId),
      (shard, group) =>
        shard.query(
          sql.APPLY_STARTED,
          columnsOf(
            group.map(({ quizId, attemptId, version }) => [bucketOfId(quizId), quizId, attemptId, version]),
          ),
        ),
    );
  }
}
