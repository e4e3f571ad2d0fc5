import { AppError, type FieldError } from '@tenfold/errors';
import type { QuestionResponse } from '../grading/response.js';
import type { PublicQuestion, QuestionPart } from '../quizzes/dto/public-question.dto.js';

/**
 * Refuses an answer that the question cannot have: another type, or parts that are not its own. Looks at the public question
 * only, so what it says cannot depend on what is right.
 */
export function checkResponse(question: PublicQuestion, response: QuestionResponse): void {
  if (response.type !== question.type) {
    throw misfit([{ pointer: '/response/type', code: 'wrong_type', detail: `must be "${question.type}"` }]);
  }
  const errors = misplacedParts(question, response);
  if (errors.length > 0) throw misfit(errors);
}

function misplacedParts(question: PublicQuestion, response: QuestionResponse): FieldError[] {
  switch (response.type) {
    case 'single':
      return foreign(optionsOf(question), [response.optionId], () => '/response/optionId');
    case 'multiple':
      return foreign(optionsOf(question), response.optionIds, (index) => `/response/optionIds/${index}`);
    case 'ordering':
      return misordered(question.type === 'ordering' ? question.items : [], response.itemIds);
    case 'matching': {
      const { prompts, choices } = question.type === 'matching' ? question : { prompts: [], choices: [] };
      return [
        ...foreign(
          prompts,
          response.pairs.map((pair) => pair.promptId),
          (index) => `/response/pairs/${index}/promptId`,
        ),
        ...foreign(
          choices,
          response.pairs.map((pair) => pair.choiceId),
          (index) => `/response/pairs/${index}/choiceId`,
        ),
      ];
    }
    default:
      return [];
  }
}

function optionsOf(question: PublicQuestion): readonly QuestionPart[] {
  return question.type === 'single' || question.type === 'multiple' ? question.options : [];
}

function misordered(items: readonly QuestionPart[], itemIds: readonly string[]): FieldError[] {
  if (itemIds.length !== items.length) {
    const detail = `must name each of the ${items.length} items once`;
    return [{ pointer: '/response/itemIds', code: 'incomplete', detail }];
  }
  return foreign(items, itemIds, (index) => `/response/itemIds/${index}`);
}

function foreign(
  parts: readonly QuestionPart[],
  ids: readonly string[],
  pointerOf: (index: number) => string,
): FieldError[] {
  const own = new Set(parts.map(({ id }) => id));
  return ids.flatMap((id, index) =>
    own.has(id)
      ? []
      : [{ pointer: pointerOf(index), code: 'unknown_id', detail: 'is not an id of this question' }],
  );
}

function misfit(errors: readonly FieldError[]): AppError {
  const [first] = errors;
  return new AppError('validation_failed', { detail: `${first?.pointer}: ${first?.detail}`, errors });
}
