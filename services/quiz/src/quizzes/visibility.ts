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

/** Settings as they are answered: those that were stored before there was a choice get what it amounts to. */
export function shownSettings(settings: QuizSettings): QuizSettings {
  const { rightAnswersBeforeLastAttempt = false } = settings.review as Partial<QuizSettings['review']>;
  return {
    ...settings,
    visibility: visibilityOf(settings),
    review: { ...settings.review, rightAnswersBeforeLastAttempt },
  };
}

function isLimited({ timeLimitSeconds, attemptsAllowed }: Rules): boolean {
  return timeLimitSeconds !== null || attemptsAllowed !== null;
}
