import type { QuizHead, QuizWithDraft } from './authoring.repository.js';
import { warningsOf } from './settings-warnings.js';
import type { AuthorQuiz, AuthorQuizSummary, QuizDraft } from './dto/authored-quiz.dto.js';
import { withLaterMembers } from './visibility.js';

/** Every change of the row raises its revision, so the revision names the representation. */
export function etagOf(quiz: QuizHead): string {
  return `"${quiz.revision}"`;
}

export function authorView(quiz: QuizWithDraft): AuthorQuiz {
  const draft = quiz.draft as QuizDraft;
  const warnings = quiz.warnings === null ? [] : warningsOf(withLaterMembers(quiz.warnings));
  // A reader of single members may have left the draft where it is.
  if (!('settings' in draft)) return { ...head(quiz), warnings, draft };
  return { ...head(quiz), warnings, draft: { ...draft, settings: withLaterMembers(draft.settings) } };
}

export function authorSummary(quiz: QuizHead): AuthorQuizSummary {
  return { ...head(quiz), title: quiz.title, questionCount: quiz.questionCount };
}

function head(quiz: QuizHead) {
  const { id, status, owner, source, externalReference, publishedVersion, createdAt, updatedAt } = quiz;
  const hasUnpublishedChanges = quiz.draftDigest !== quiz.publishedDigest;
  return {
    id,
    status,
    owner,
    source,
    externalReference,
    publishedVersion,
    hasUnpublishedChanges,
    createdAt,
    updatedAt,
  };
}
