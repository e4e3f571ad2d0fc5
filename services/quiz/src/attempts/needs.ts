import type { AttemptHead } from './attempt.js';

/** What of an attempt has to be read beside its row; the rest is as if there were none. */
export interface Needs {
  readonly grades: boolean;
  readonly answers: (attempt: AttemptHead) => boolean;
}

export const ALL_OF_IT: Needs = { grades: true, answers: () => true };

/** Members of a result that sum up its questions. */
export const TOTALS = ['marks', 'passed'] as const;

/** @param members those of an answer that are wanted; undefined: all */
export function wants(members: readonly string[] | undefined, ...names: readonly string[]): boolean {
  return members === undefined || names.some((name) => members.includes(name));
}

/** To show an attempt, or questions of it. Grades are shown in the result alone. */
export function needsOfView(
  members: readonly string[] | undefined,
  answers: 'answer' | 'answeredPositions',
): Needs {
  return { grades: false, answers: () => wants(members, answers) };
}

/** The totals of a graded attempt are in its row; those of one in progress are made of its answers. */
export function needsOfResult(members: readonly string[] | undefined): Needs {
  const questions = wants(members, 'questions');
  return {
    grades: questions,
    answers: ({ gradedAt }) => questions || (gradedAt === null && wants(members, ...TOTALS)),
  };
}
