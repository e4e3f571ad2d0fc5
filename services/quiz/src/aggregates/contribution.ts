import type { Attempt } from '../attempts/attempt.js';
import type { Correctness } from '../grading/grade.js';
import type { QuestionResponse } from '../grading/response.js';

/** A full score. Hundredths of a percent bound the rows that ranks are counted from, and put versions of a quiz side by side. */
export const FULL_SCORE = 10_000;
/** Classes of the histogram: ten percent each, the last one with the full score. */
export const CLASSES = 10;

/** That somebody began. */
export interface Start {
  readonly kind: 'started';
  readonly attemptId: string;
  readonly quizId: string;
  readonly version: number;
}

/** What a graded attempt adds to the sums of its quiz. It never leaves the process but as a parameter of the statement that adds it. */
export interface Ending extends Omit<Start, 'kind'> {
  readonly kind: 'ended';
  readonly learner: string;
  readonly number: number;
  readonly expired: boolean;
  readonly endedAt: string;
  readonly score: number;
  readonly class: number;
  readonly seconds: number;
  readonly millipoints: number;
  readonly questions: readonly QuestionShare[];
}

export interface QuestionShare {
  readonly id: string;
  readonly max: number;
  readonly x: number;
  readonly outcome: Correctness;
  readonly choices: readonly string[];
}

export type Contribution = Start | Ending;
export type Responses = Readonly<Record<string, QuestionResponse | null>>;

/** An attempt as it stands: every one has been started, and a graded one has ended. */
export function contributionsOf(attempt: Attempt, responses: Responses): Contribution[] {
  const { id: attemptId, quizId, quizVersion: version } = attempt;
  const start: Start = { kind: 'started', attemptId, quizId, version };
  const ending = endingOf(attempt, responses);
  return ending === undefined ? [start] : [start, ending];
}

/** @returns undefined while the attempt is not graded */
export function endingOf(attempt: Attempt, responses: Responses): Ending | undefined {
  const { id: attemptId, quizId, quizVersion: version, learner, number } = attempt;
  const { state, startedAt, endedAt, millipoints, maxMillipoints, grades } = attempt;
  if (endedAt === null || millipoints === null || maxMillipoints === null || grades === null)
    return undefined;
  const score = scoreOf(millipoints, maxMillipoints);
  return {
    ...{ kind: 'ended', attemptId, quizId, version, learner, number, expired: state === 'expired', endedAt },
    ...{ score, class: Math.min(CLASSES - 1, Math.floor((score * CLASSES) / FULL_SCORE)), millipoints },
    seconds: Math.max(0, Math.floor((Date.parse(endedAt) - Date.parse(startedAt)) / 1_000)),
    questions: grades.map(
      ({ questionId: id, maxMillipoints: max, millipoints: x, correctness: outcome }) => ({
        ...{ id, max, x, outcome },
        choices: choicesOf(responses[id] ?? null),
      }),
    ),
  };
}

/** Half up. An attempt at a quiz without points has none. */
export function scoreOf(millipoints: number, maxMillipoints: number): number {
  if (maxMillipoints === 0) return 0;
  return Math.floor((2 * FULL_SCORE * millipoints + maxMillipoints) / (2 * maxMillipoints));
}

/** What an author offers and a learner picks. Of everything else only right, partly right, wrong and blank is counted. */
export function choicesOf(response: QuestionResponse | null): readonly string[] {
  switch (response?.type) {
    case 'single':
      return [response.optionId];
    case 'multiple':
      return response.optionIds;
    case 'true_false':
      return [String(response.value)];
    default:
      return [];
  }
}
