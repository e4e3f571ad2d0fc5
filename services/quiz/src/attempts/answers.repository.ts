import { Injectable } from '@nestjs/common';
import { Shards, statement, type Cells } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import type { QuestionResponse } from '../grading/response.js';
import type { SavedAnswer } from './attempt.js';

const COLUMNS = 'question_id AS "questionId", sequence, response, saved_at AS "savedAt"';

/**
 * Stores an answer while the attempt is open, unless a newer one is there. FOR SHARE: whoever ends the attempt waits for answers
 * that are being stored, and answers that come later wait and then find it ended. Nothing acknowledged is left out of the grade.
 */
export const SAVE = statement(
  'answers.save',
  `WITH open AS (
     SELECT bucket, id FROM quiz.attempt
     WHERE bucket = $1 AND id = $2 AND learner = $3 AND state = 'in_progress' AND (accepts_until IS NULL OR accepts_until >= $7)
     FOR SHARE)
   INSERT INTO quiz.attempt_answer AS saved (bucket, attempt_id, question_id, sequence, response, saved_at)
   SELECT open.bucket, open.id, $4::uuid, $5::bigint, $6::jsonb, $7::timestamptz FROM open
   ON CONFLICT (bucket, attempt_id, question_id) DO UPDATE
     SET sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
     WHERE saved.sequence < excluded.sequence
   RETURNING response`,
  { cells: true, kept: true },
);

export const FIND = statement(
  'answers.find',
  `SELECT ${COLUMNS} FROM quiz.attempt_answer WHERE bucket = $1 AND attempt_id = $2 AND question_id = $3`,
  { short: true },
);

export const LIST = statement(
  'answers.list',
  `SELECT ${COLUMNS} FROM quiz.attempt_answer WHERE bucket = $1 AND attempt_id = $2`,
  { short: true },
);

export interface NewAnswer {
  readonly attemptId: string;
  readonly learner: string;
  readonly questionId: string;
  readonly sequence: number;
  readonly response: QuestionResponse | null;
  readonly at: string;
}

@Injectable()
export class AnswersRepository {
  constructor(private readonly shards: Shards) {}

  /** @returns undefined when the attempt takes no answers, or a newer one is stored */
  async save({
    attemptId,
    learner,
    questionId,
    sequence,
    response,
    at,
  }: NewAnswer): Promise<SavedAnswer | undefined> {
    const stored = response === null ? null : JSON.stringify(response);
    const values = [bucketOfId(attemptId), attemptId, learner, questionId, sequence, stored, at];
    const [saved] = await this.shards.forId(attemptId).query<Cells>(SAVE, values);
    if (saved === undefined) return undefined;
    // As jsonb has it: members in another order than the client's, and the same in every repetition.
    const kept = JSON.parse(saved[0] ?? 'null') as QuestionResponse | null;
    return { questionId, sequence, response: kept, savedAt: at };
  }

  async find(attemptId: string, questionId: string): Promise<SavedAnswer | undefined> {
    const values = [bucketOfId(attemptId), attemptId, questionId];
    return (await this.shards.forId(attemptId).read<SavedAnswer>(FIND, values))[0];
  }

  /** By question. An attempt has at most one answer per question, so this is bounded by the size of a quiz. */
  async list(attemptId: string): Promise<ReadonlyMap<string, SavedAnswer>> {
    const rows = await this.shards
      .forId(attemptId)
      .read<SavedAnswer>(LIST, [bucketOfId(attemptId), attemptId]);
    return new Map(rows.map((answer) => [answer.questionId, answer]));
  }
}
