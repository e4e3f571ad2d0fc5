import type { SettingsWarning } from './dto/authored-quiz.dto.js';
import type { QuizSettings } from './dto/settings.dto.js';

/** The phases in which a quiz can still be answered by somebody. */
const OPEN_PHASES = ['during', 'rightAfter', 'later'] as const;

/** What these settings allow that an author may not expect. Drafts are stored as they are all the same. */
export function warningsOf({ review, attemptsAllowed, closesAt }: QuizSettings): SettingsWarning[] {
  const showing = OPEN_PHASES.filter((phase) => review[phase].rightAnswer);
  if (showing.length === 0) return [];
  if (review.rightAnswersBeforeLastAttempt) {
    if (attemptsAllowed === 1 && !review.during.rightAnswer) return [];
    return [
      {
        code: 'right_answers_before_last_attempt',
        pointer: '/settings/review/rightAnswersBeforeLastAttempt',
        detail: 'A learner can read the right answers and give them in the same attempt or the next one.',
      },
    ];
  }
  if (attemptsAllowed !== null || closesAt !== null) return [];
  return showing.map((phase) => ({
    code: 'right_answers_never_shown' as const,
    pointer: `/settings/review/${phase}/rightAnswer`,
    detail:
      'Another attempt is always possible: limit the attempts, set closesAt, or set rightAnswersBeforeLastAttempt.',
  }));
}
