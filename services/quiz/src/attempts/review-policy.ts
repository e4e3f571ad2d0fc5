import type { QuizSettings, ReviewPhase, ReviewRights } from '../quizzes/dto/settings.dto.js';

/** "Right after" is the screen that follows the submit button. */
export const RIGHT_AFTER_MS = 120_000;

const NOTHING: ReviewRights = { correctness: false, marks: false, feedback: false, rightAnswer: false };

/** @param endedAtMs null while the attempt is in progress */
export function reviewPhase(closesAt: string | null, endedAtMs: number | null, nowMs: number): ReviewPhase {
  if (endedAtMs === null) return 'during';
  if (nowMs < endedAtMs + RIGHT_AFTER_MS) return 'rightAfter';
  return closesAt === null || nowMs < Date.parse(closesAt) ? 'later' : 'afterClose';
}

export function reviewRights(settings: QuizSettings, phase: ReviewPhase): ReviewRights {
  return settings.review[phase] ?? NOTHING;
}

export function mayReviewAnything(rights: ReviewRights): boolean {
  return rights.correctness || rights.marks || rights.feedback || rights.rightAnswer;
}
