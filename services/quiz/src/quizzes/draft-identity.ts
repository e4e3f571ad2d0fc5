import { AppError, type FieldError } from '@tenfold/errors';
import { createHash } from 'node:crypto';
import type { AuthoredQuestion } from './dto/authored-question.dto.js';
import type { QuizDraft } from './dto/authored-quiz.dto.js';

/** A draft whose questions all have their ids. */
export interface IdentifiedDraft extends Omit<QuizDraft, 'questions'> {
  readonly questions: readonly IdentifiedQuestion[];
}

export type IdentifiedQuestion = AuthoredQuestion & { readonly id: string };

/**
 * Questions keep the ids they came with, new ones get one. An id that the draft does not have is refused: ids carry a bucket
 * and a time, so they are never the client's to choose.
 */
export function identifyQuestions(
  draft: QuizDraft,
  known: ReadonlySet<string>,
  mint: () => string,
): IdentifiedDraft {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  const questions = draft.questions.map((question, index) => {
    const id = question.id ?? mint();
    if (question.id !== undefined && (!known.has(id) || seen.has(id))) {
      const detail = seen.has(id)
        ? 'must not be used twice'
        : 'must be the id of a question of this draft, or left out';
      errors.push({ pointer: `/questions/${index}/id`, code: 'unknown_id', detail });
    }
    seen.add(id);
    return { ...question, id };
  });
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  return { ...draft, questions };
}

/** Equal for equal content, whatever the ids: tells whether a draft was changed, and whether it differs from what is published. */
export function draftDigest(draft: QuizDraft | IdentifiedDraft): string {
  const questions = draft.questions.map(({ id: _id, ...content }) => content);
  return createHash('sha256')
    .update(canonicalJson({ ...draft, questions }))
    .digest('base64url');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
