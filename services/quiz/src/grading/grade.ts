import type { AnswerKey, QuestionKey } from './answer-key.js';
import { compareDecimals, parseDecimal } from './decimal.js';
import { normaliseText } from './normalise-text.js';
import type { QuestionResponse } from './response.js';

export const CORRECTNESS = ['correct', 'partial', 'incorrect', 'unanswered'] as const;
export type Correctness = (typeof CORRECTNESS)[number];

export interface QuestionGrade {
  readonly questionId: string;
  readonly correctness: Correctness;
  readonly millipoints: number;
  readonly maxMillipoints: number;
}

export interface AttemptGrade {
  readonly millipoints: number;
  readonly maxMillipoints: number;
  readonly questions: readonly QuestionGrade[];
}

/** The part of a question that was earned, as two integers: nothing is rounded before points are made of it. */
interface Credit {
  readonly earned: number;
  readonly of: number;
}

const RIGHT: Credit = { earned: 1, of: 1 };
const WRONG: Credit = { earned: 0, of: 1 };

/** The total is the sum of the questions' rounded points, so that a learner can add up the page. */
export function gradeAttempt(
  keys: readonly QuestionKey[],
  responses: ReadonlyMap<string, QuestionResponse>,
): AttemptGrade {
  const questions = keys.map((key) => gradeQuestion(key, responses.get(key.questionId)));
  return {
    millipoints: questions.reduce((sum, { millipoints }) => sum + millipoints, 0),
    maxMillipoints: questions.reduce((sum, { maxMillipoints }) => sum + maxMillipoints, 0),
    questions,
  };
}

/** Points are integers in thousandths, rounded once per question, half up. Nothing scores below zero. */
export function gradeQuestion(key: QuestionKey, response: QuestionResponse | undefined): QuestionGrade {
  const { questionId, millipoints: maxMillipoints } = key;
  if (response === undefined)
    return { questionId, correctness: 'unanswered', millipoints: 0, maxMillipoints };
  const credit = creditFor(key.answer, response);
  return {
    questionId,
    correctness: credit.earned === credit.of ? 'correct' : credit.earned === 0 ? 'incorrect' : 'partial',
    millipoints: Math.floor((2 * maxMillipoints * credit.earned + credit.of) / (2 * credit.of)),
    maxMillipoints,
  };
}

/** A response of another type than the key's earns nothing; the API refuses it long before. */
function creditFor(key: AnswerKey, response: QuestionResponse): Credit {
  switch (key.type) {
    case 'single':
      return response.type === 'single' && response.optionId === key.optionId ? RIGHT : WRONG;
    case 'multiple':
      return response.type === 'multiple' ? multipleCredit(key, response.optionIds) : WRONG;
    case 'true_false':
      return response.type === 'true_false' && response.value === key.value ? RIGHT : WRONG;
    case 'short_text':
      return response.type === 'short_text' && matchesText(key, response.text) ? RIGHT : WRONG;
    case 'numeric':
      return response.type === 'numeric' && inRange(key, response.value) ? RIGHT : WRONG;
    case 'ordering':
      return response.type === 'ordering' ? orderingCredit(key, response.itemIds) : WRONG;
    case 'matching':
      return response.type === 'matching' ? matchingCredit(key, response.pairs) : WRONG;
    default:
      return key satisfies never;
  }
}

type KeyOf<T extends AnswerKey['type']> = Extract<AnswerKey, { type: T }>;

/** Weights chosen ÷ positive weights there are, floored at zero; or all the right ones and no other. */
function multipleCredit(key: KeyOf<'multiple'>, optionIds: readonly string[]): Credit {
  const weights = new Map(Object.entries(key.weights));
  const of = [...weights.values()].reduce((sum, weight) => sum + Math.max(weight, 0), 0);
  const chosen = new Set(optionIds);
  if (key.scoring === 'all_or_nothing') {
    return [...weights].every(([id, weight]) => chosen.has(id) === weight > 0) ? RIGHT : WRONG;
  }
  const earned = [...chosen].reduce((sum, id) => sum + (weights.get(id) ?? 0), 0);
  return { earned: Math.max(earned, 0), of };
}

function matchesText(key: KeyOf<'short_text'>, response: string): boolean {
  const given = normaliseText(response, key);
  // Versions published before authoring refused it may have an answer that folds to nothing.
  return given !== '' && key.answers.some((answer) => normaliseText(answer, key) === given);
}

function inRange(key: KeyOf<'numeric'>, value: string): boolean {
  const given = parseDecimal(value);
  return (
    compareDecimals(parseDecimal(key.min), given) <= 0 && compareDecimals(given, parseDecimal(key.max)) <= 0
  );
}

/** Items that stand at their own place ÷ items; or all of them. */
function orderingCredit(key: KeyOf<'ordering'>, itemIds: readonly string[]): Credit {
  const earned = key.itemIds.filter((id, place) => itemIds[place] === id).length;
  const of = key.itemIds.length;
  return key.scoring === 'all_or_nothing' && earned < of ? WRONG : { earned, of };
}

/** Prompts with their own choice ÷ prompts. */
function matchingCredit(
  key: KeyOf<'matching'>,
  pairs: readonly { promptId: string; choiceId: string }[],
): Credit {
  const given = new Map(pairs.map(({ promptId, choiceId }) => [promptId, choiceId]));
  const right = Object.entries(key.choiceIdByPromptId);
  return {
    earned: right.filter(([promptId, choiceId]) => given.get(promptId) === choiceId).length,
    of: right.length,
  };
}
