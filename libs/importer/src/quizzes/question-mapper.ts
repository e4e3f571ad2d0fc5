import type { Problem } from '../input/csv-reader.js';
import { cleanText } from './clean-text.js';
import { stableShuffle } from './stable-shuffle.js';
import type { TriviaFields } from './trivia-file.js';

type Difficulty = 'easy' | 'medium' | 'hard';

/** A question as `POST /v1/quizzes` takes it. */
export type Question =
  | {
      readonly type: 'single';
      readonly prompt: string;
      readonly difficulty: Difficulty;
      readonly options: readonly { readonly text: string; readonly correct: boolean }[];
    }
  | {
      readonly type: 'true_false';
      readonly prompt: string;
      readonly difficulty: Difficulty;
      readonly answer: boolean;
    };

export interface MappedQuestion {
  readonly category: string;
  readonly question: Question;
  readonly removed: readonly string[];
}

/**
 * Texts must be decoded already. The right answer has a field of its own in the file, so that its place among the
 * options would betray it: they are shuffled, always alike for the same question and seed.
 */
export function mapQuestion(fields: TriviaFields, seed: string): MappedQuestion | Problem {
  const removed = new Set<string>();
  const clean = (dirty: string): string => {
    const result = cleanText(dirty);
    result.removed.forEach((char) => removed.add(char));
    return result.text;
  };
  const category = clean(fields.category);
  const prompt = clean(fields.question);
  const correct = clean(fields.correct);
  const wrong = fields.incorrect.map(clean);
  const difficulty = clean(fields.difficulty).toLowerCase();
  const texts = [category, prompt, correct, ...wrong];
  if (texts.some((text) => text === '')) return { code: 'empty_text', detail: 'a text is empty' };
  if (texts.some((text) => text.includes('\uFFFD') || !text.isWellFormed())) {
    return { code: 'not_utf8', detail: 'a text is not UTF-8' };
  }
  if (!isDifficulty(difficulty)) {
    return { code: 'unknown_difficulty', detail: `easy, medium or hard, not ${JSON.stringify(difficulty)}` };
  }
  const question = toQuestion(clean(fields.type).toLowerCase(), { prompt, difficulty }, correct, wrong, seed);
  return 'code' in question ? question : { category, question, removed: [...removed] };
}

function toQuestion(
  type: string,
  common: { readonly prompt: string; readonly difficulty: Difficulty },
  correct: string,
  wrong: readonly string[],
  seed: string,
): Question | Problem {
  if (type === 'boolean') {
    const pair = [correct, ...wrong].map((text) => text.toLowerCase());
    if (pair.length !== 2 || ![...pair].sort().every((text, index) => text === ['false', 'true'][index])) {
      return { code: 'not_boolean', detail: 'the answers of a boolean question are True and False' };
    }
    return { type: 'true_false', ...common, answer: pair[0] === 'true' };
  }
  if (type !== 'multiple')
    return { code: 'unknown_type', detail: `multiple or boolean, not ${JSON.stringify(type)}` };
  if (wrong.length === 0) return { code: 'no_wrong_answer', detail: 'a choice needs a wrong answer' };
  if (new Set([correct, ...wrong]).size !== wrong.length + 1) {
    return { code: 'repeated_answer', detail: 'two of the answers are the same' };
  }
  const options = [{ text: correct, correct: true }, ...wrong.map((text) => ({ text, correct: false }))];
  return {
    type: 'single',
    ...common,
    options: stableShuffle(options, `${seed}\0${common.prompt}\0${correct}`),
  };
}

function isDifficulty(text: string): text is Difficulty {
  return text === 'easy' || text === 'medium' || text === 'hard';
}
