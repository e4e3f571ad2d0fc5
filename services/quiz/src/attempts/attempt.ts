import type { QuestionGrade } from '../grading/grade.js';
import type { QuestionResponse } from '../grading/response.js';

export const ATTEMPT_STATES = ['in_progress', 'submitted', 'expired'] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** An attempt as stored. */
export interface Attempt {
  readonly id: string;
  readonly learner: string;
  readonly quizId: string;
  readonly quizVersion: number;
  readonly number: number;
  readonly state: AttemptState;
  readonly seed: number;
  readonly startedAt: string;
  readonly deadlineAt: string | null;
  readonly acceptsUntil: string | null;
  readonly endedAt: string | null;
  readonly gradedAt: string | null;
  readonly millipoints: number | null;
  readonly maxMillipoints: number | null;
  readonly grades: readonly QuestionGrade[] | null;
}

/** Without its grades, question by question: they are wide, and few need them. */
export type AttemptHead = Omit<Attempt, 'grades'>;

/** What a list shows of an attempt. */
export type ListedAttempt = Pick<
  Attempt,
  | 'id'
  | 'quizId'
  | 'quizVersion'
  | 'number'
  | 'state'
  | 'startedAt'
  | 'deadlineAt'
  | 'acceptsUntil'
  | 'endedAt'
>;

/** The newest saved answer to a question. */
export interface SavedAnswer {
  readonly questionId: string;
  readonly sequence: number;
  readonly response: QuestionResponse | null;
  readonly savedAt: string;
}

/** Past the deadline and its grace, whether somebody has noticed yet or not. */
export function isOverdue(attempt: Pick<Attempt, 'state' | 'acceptsUntil'>, nowMs: number): boolean {
  return (
    attempt.state === 'in_progress' &&
    attempt.acceptsUntil !== null &&
    nowMs > Date.parse(attempt.acceptsUntil)
  );
}
