import { Injectable } from '@nestjs/common';
import {
  columnsOf,
  GatheredWrites,
  IMPATIENT,
  Shards,
  statement,
  type Cells,
  type Gathering,
} from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import type { QuestionResponse } from '../grading/response.js';
import type { SavedAnswer } from './attempt.js';

const UNLESS_NEWER = `ON CONFLICT (bucket, attempt_id, question_id) DO UPDATE
     SET sequence = excluded.sequence, response = excluded.response, saved_at = excluded.saved_at
     WHERE saved.sequence < excluded.sequence
   RETURNING attempt_id, question_id, response`;

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
   ${UNLESS_NEWER}`,
  { cells: true, kept: true },
);

/** The same for answers to several questions, in the order of attempts and questions. Their months lie between $8 and $9. */
export const SAVE_MANY = statement(
  'answers.save-many',
  `WITH ${IMPATIENT},
   open AS (
     SELECT a.bucket, a.id, w.question_id, w.sequence, w.response, w.saved_at
     FROM impatient CROSS JOIN unnest($1::smallint[], $2::uuid[], $3::text[], $4::uuid[], $5::bigint[], $6::text[], $7::timestamptz[])
       WITH ORDINALITY AS w(bucket, id, learner, question_id, sequence, response, saved_at, place)
     JOIN quiz.attempt a ON a.bucket = w.bucket AND a.id = w.id
     WHERE a.learner = w.learner AND a.state = 'in_progress' AND (a.accepts_until IS NULL OR a.accepts_until >= w.saved_at)
       AND a.id >= $8::uuid AND a.id <= $9::uuid
     ORDER BY w.place
     FOR SHARE OF a)
   INSERT INTO quiz.attempt_answer AS saved (bucket, attempt_id, question_id, sequence, response, saved_at)
   SELECT bucket, id, question_id, sequence, response::jsonb, saved_at FROM open
   ${UNLESS_NEWER}`,
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

interface StoredAnswer extends Omit<NewAnswer, 'response'> {
  /** As JSON. */
  readonly response: string | null;
}

const valuesOf = ({ attemptId, learner, questionId, sequence, response, at }: StoredAnswer): unknown[] => [
  bucketOfId(attemptId),
  attemptId,
  learner,
  questionId,
  sequence,
  response,
  at,
];

const SAVING: Gathering<StoredAnswer, Cells> = {
  one: SAVE,
  many: SAVE_MANY,
  valuesOfOne: valuesOf,
  valuesOfMany: (rows) => {
    const ids = rows.map(({ attemptId }) => attemptId).sort();
    return [...columnsOf(rows.map(valuesOf)), ids[0], ids.at(-1)];
  },
  bucketOf: ({ attemptId }) => bucketOfId(attemptId),
  keyOf: ({ attemptId, questionId }) => `${attemptId}/${questionId}`,
  keyOfRow: ([attemptId, questionId]) => `${attemptId}/${questionId}`,
};

@Injectable()
export class AnswersRepository {
  private readonly saving: GatheredWrites<StoredAnswer, Cells>;

  constructor(private readonly shards: Shards) {
    this.saving = new GatheredWrites(shards, SAVING);
  }

  /** @returns undefined when the attempt takes no answers, or a newer one is stored */
  async save(answer: NewAnswer): Promise<SavedAnswer | undefined> {
    const { questionId, sequence, response, at } = answer;
    const stored = response === null ? null : JSON.stringify(response);
    const saved = await this.saving.write({ ...answer, response: stored });
    if (saved === undefined) return undefined;
    // As jsonb has it: members in another order than the client's, and the same in every repetition.
    const kept = JSON.parse(saved[2] ?? 'null') as QuestionResponse | null;
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
