import { Injectable } from '@nestjs/common';
import { Shards, statement } from '@tenfold/database';
import { ownsOrHasRole, type Principal } from '@tenfold/identity';
import { bucketOfId } from '@tenfold/ids';
import { quizNotFound } from '../quizzes/quizzes.errors.js';
import type { QuizSettings } from '../quizzes/dto/settings.dto.js';

export const QUIZ = statement(
  'statistics.quiz',
  `SELECT q.id, q.owner, q.published_version AS version, q.status = 'published' AS open, v.content -> 'settings' AS settings
FROM quiz.quiz q JOIN quiz.quiz_version v ON v.bucket = q.bucket AND v.quiz_id = q.id AND v.version = q.published_version
WHERE q.bucket = $1 AND q.id = $2`,
);

export interface ObservedQuiz {
  readonly id: string;
  readonly owner: string;
  /** The newest one that was published. */
  readonly version: number;
  /** False once it is archived. */
  readonly open: boolean;
  /** As published: versions that are older than a setting do not have it. */
  readonly settings: Partial<QuizSettings> & Pick<QuizSettings, 'closesAt' | 'graceSeconds' | 'review'>;
}

/** Whose quiz it is. Reads nothing that the key could be in. */
@Injectable()
export class QuizAccess {
  constructor(private readonly shards: Shards) {}

  /** @throws AppError quiz_not_found unless it was published once */
  async find(quizId: string): Promise<ObservedQuiz> {
    const values = [bucketOfId(quizId), quizId];
    const [quiz] = await this.shards.forId(quizId).read<ObservedQuiz>(QUIZ, values);
    if (quiz === undefined) throw quizNotFound();
    return quiz;
  }

  /** @throws AppError quiz_not_found, also for a quiz of somebody else */
  async ofOwner(principal: Principal, quizId: string): Promise<ObservedQuiz> {
    const quiz = await this.find(quizId);
    if (!seesAll(principal, quiz)) throw quizNotFound();
    return quiz;
  }
}

/** The owner of a quiz and staff: what they may see of a quiz has no bounds. */
export function seesAll(principal: Principal | undefined, quiz: ObservedQuiz): boolean {
  return ownsOrHasRole(principal, quiz.owner, 'staff', 'admin');
}
