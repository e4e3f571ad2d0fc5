import { Injectable } from '@nestjs/common';
import { scatter, Shards, statement } from '@tenfold/database';
import { ATTEMPT_WITH_RESPONSES } from './aggregates.statements.js';
import type { AnsweredAttempt } from './aggregates.repository.js';

/** More than this way can be used for. */
const LIMIT = 100_000;

/** A scatter read: learners of one quiz are in all buckets. */
export const OF_QUIZ = statement(
  'aggregates.naive-attempts',
  `SELECT ${ATTEMPT_WITH_RESPONSES} FROM quiz.attempt a
WHERE a.quiz_id = $1 AND a.bucket::int4 <@ $2::int4multirange LIMIT $3`,
);

/** What there is without anything kept ready: every attempt at a quiz, read when somebody asks. */
@Injectable()
export class AllAttempts {
  constructor(private readonly shards: Shards) {}

  async ofQuiz(quizId: string): Promise<AnsweredAttempt[]> {
    const lists = await scatter(this.shards, (shard, own) =>
      shard.read<AnsweredAttempt>(OF_QUIZ, [quizId, own, LIMIT]),
    );
    return lists.flat();
  }
}
