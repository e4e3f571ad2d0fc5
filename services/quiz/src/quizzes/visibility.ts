import { AppError } from '@tenfold/errors';
import type { Quiz } from './dto/public-quiz.dto.js';
import type { QuizSettings, Visibility } from './dto/settings.dto.js';

type Rules = Pick<QuizSettings, 'timeLimitSeconds' | 'attemptsAllowed' | 'opensAt'> & {
  /** Versions that were published before there was a choice have none. */
  readonly visibility?: Visibility | null;
};

/** What the author chose, and what follows where nothing was chosen. */
export function visibilityOf(settings: Rules): Visibility {
  return settings.visibility ?? (isLimited(settings) ? 'attempt' : 'public');
}

/**
 * Refuses questions to whoever is in no attempt. A quiz with a time limit or limited attempts shows them to nobody else, whatever its
 * visibility says: who has read them has had all the time there is.
 * @throws AppError questions_not_public
 */
export function requirePublicQuestions({ settings }: Pick<Quiz, 'settings'>, nowMs: number): void {
  const { opensAt } = settings;
  if (opensAt !== null && nowMs < Date.parse(opensAt))
    throw new AppError('questions_not_public', { detail: 'The quiz has not opened yet.', meta: { opensAt } });
  if (isLimited(settings) || visibilityOf(settings) === 'attempt')
    throw new AppError('questions_not_public', { detail: 'Start an attempt to read them.' });
}

/** Settings that were stored before one of them existed have its default. */
export function withLaterMembers(settings: QuizSettings): QuizSettings {
  const { visibility = null } = settings as Partial<QuizSettings>;
  const { rightAnswersBeforeLastAttempt = false } = settings.review as Partial<QuizSettings['review']>;
  return { ...settings, visibility, review: { ...settings.review, rightAnswersBeforeLastAttempt } };
}

/** Settings of a published quiz as they are answered: with what its visibility amounts to. */
export function shownSettings(settings: QuizSettings): QuizSettings {
  return { ...withLaterMembers(settings), visibility: visibilityOf(settings) };
}

function isLimited({ timeLimitSeconds, attemptsAllowed }: Rules): boolean {
  return timeLimitSeconds !== null || attemptsAllowed !== null;
}
