import type { PublicQuestion } from '../quizzes/dto/public-question.dto.js';
import { isOverdue, type Attempt, type ListedAttempt, type SavedAnswer } from './attempt.js';
import type { OpenedAttempt } from './attempts.service.js';
import type { AttemptQuestion, AttemptSummary, AttemptView } from './dto/attempt.dto.js';

/** In a list the state is told by the clock: grading what has run out waits until somebody looks at the attempt itself. */
export function attemptSummary(attempt: ListedAttempt, nowMs: number): AttemptSummary {
  const { id, quizId, quizVersion: version, number, startedAt, deadlineAt } = attempt;
  const overdue = isOverdue(attempt, nowMs);
  const [state, endedAt] = overdue
    ? (['expired', deadlineAt] as const)
    : ([attempt.state, attempt.endedAt] as const);
  return { id, quizId, version, number, state, startedAt, deadlineAt, endedAt };
}

export function attemptView({ attempt, questions, answers }: OpenedAttempt, nowMs: number): AttemptView {
  const answered = questions.flatMap(({ id }, index) =>
    (answers.get(id)?.response ?? null) === null ? [] : [index + 1],
  );
  return {
    ...attemptSummary(attempt, nowMs),
    remainingSeconds: remainingSeconds(attempt, nowMs),
    questionCount: questions.length,
    answeredPositions: answered,
  };
}

/** As it was in the moment it was started, whatever became of it: a repeated start answers with the same bytes. */
export function startedView(attempt: Attempt, questionCount: number): AttemptView {
  const fresh: Attempt = { ...attempt, state: 'in_progress', endedAt: null };
  const startedMs = Date.parse(attempt.startedAt);
  return {
    ...attemptSummary(fresh, startedMs),
    remainingSeconds: remainingSeconds(fresh, startedMs),
    questionCount,
    answeredPositions: [],
  };
}

export function attemptQuestion(
  question: PublicQuestion,
  position: number,
  answers: ReadonlyMap<string, SavedAnswer>,
): AttemptQuestion {
  return { position, question, answer: answers.get(question.id) ?? null };
}

function remainingSeconds({ state, deadlineAt }: Attempt, nowMs: number): number | null {
  if (state !== 'in_progress') return 0;
  return deadlineAt === null ? null : Math.max(0, Math.floor((Date.parse(deadlineAt) - nowMs) / 1_000));
}
