import type { QuizHead, QuizWithDraft } from './authoring.repository.js';
import type { AuthorQuiz, AuthorQuizSummary, QuizDraft } from './dto/authored-quiz.dto.js';

/** Every change of the row raises its revision, so the revision names the representation. */
export function etagOf(quiz: QuizHead): string {
  return `"${quiz.revision}"`;
}

export function authorView(quiz: QuizWithDraft): AuthorQuiz {
  return { ...head(quiz), draft: quiz.draft as QuizDraft };
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
