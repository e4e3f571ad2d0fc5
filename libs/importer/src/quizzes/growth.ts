import { MAX_QUESTIONS, type SourcedQuestion } from './quiz-builder.js';

/** What the API has of one quiz of a category. */
export interface StoredPart {
  readonly prompts: readonly string[];
  /** An archived quiz does not change any more. */
  readonly isOpen: boolean;
}

/** What the questions of a category come to, beside what is stored of it. */
export interface Growth {
  readonly existing: number;
  /** Fit into the last quiz that is stored. */
  readonly appended: readonly SourcedQuestion[];
  /** Need quizzes of their own. */
  readonly rest: readonly SourcedQuestion[];
}

/**
 * Which questions of a file are new. A question is known by its text, wherever in the category it is stored: a file that has grown in its middle
 * would move the bounds of all quizzes otherwise. A text that the file has twice is stored twice.
 * @param stored in the order of their parts
 */
export function planGrowth(questions: readonly SourcedQuestion[], stored: readonly StoredPart[]): Growth {
  const left = new Map<string, number>();
  for (const prompt of stored.flatMap(({ prompts }) => prompts))
    left.set(prompt, (left.get(prompt) ?? 0) + 1);
  const fresh = questions.filter(({ question: { prompt } }) => {
    const count = left.get(prompt) ?? 0;
    left.set(prompt, count - 1);
    return count <= 0;
  });
  const last = stored.at(-1);
  const room = last?.isOpen === true ? Math.max(0, MAX_QUESTIONS - last.prompts.length) : 0;
  return {
    existing: questions.length - fresh.length,
    appended: fresh.slice(0, room),
    rest: fresh.slice(room),
  };
}
