import type { QuizSettings, ReviewPhase, ReviewRights } from '../quizzes/dto/settings.dto.js';

/** "Right after" is the screen that follows the submit button. */
export const RIGHT_AFTER_MS = 120_000;

const NOTHING: ReviewRights = { correctness: false, marks: false, feedback: false, rightAnswer: false };

/**
 * "After close" waits for the last moment at which anybody's answer still counts: a right answer shown to one learner during
 * the grace period is a right answer told to those who are still writing.
 * @param endedAtMs null while the attempt is in progress
 */
export function reviewPhase(
  { closesAt, graceSeconds }: Pick<QuizSettings, 'closesAt' | 'graceSeconds'>,
  endedAtMs: number | null,
  nowMs: number,
): ReviewPhase {
  if (endedAtMs === null) return 'during';
  if (nowMs < endedAtMs + RIGHT_AFTER_MS) return 'rightAfter';
  const closed = closesAt !== null && nowMs > Date.parse(closesAt) + graceSeconds * 1_000;
  return closed ? 'afterClose' : 'later';
}

export function reviewRights(settings: QuizSettings, phase: ReviewPhase): ReviewRights {
  return settings.review[phase] ?? NOTHING;
}

/**
 * Whether right answers of this phase wait until no further attempt is possible, which is for the caller to find out: who hands in an empty
 * attempt and reads them would have them for the next one.
 */
export function waitsForLastAttempt({ review }: QuizSettings, phase: ReviewPhase): boolean {
  return phase !== 'afterClose' && review[phase].rightAnswer && !review.rightAnswersBeforeLastAttempt;
}

export function mayReviewAnything(rights: ReviewRights): boolean {
  return rights.correctness || rights.marks || rights.feedback || rights.rightAnswer;
}
