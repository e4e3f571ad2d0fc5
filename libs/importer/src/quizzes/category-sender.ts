import type { ApiClient } from '../client/api-client.js';
import { planGrowth } from './growth.js';
import { buildQuizzes, titleOf, type SourcedQuestion } from './quiz-builder.js';
import { FoundAnother, growQuiz, sendQuiz, type QuizOutcome } from './quiz-sender.js';
import { readParts } from './stored-quizzes.js';

/** What became of the quizzes of one category, and of the questions that the file has of it. */
export interface CategoryOutcome {
  readonly quizzes: readonly QuizOutcome[];
  /** Questions that were stored before. */
  readonly existing: number;
}

export interface Category {
  readonly source: string;
  readonly category: string;
  readonly questions: readonly SourcedQuestion[];
}

/**
 * Stores what the API lacks of a category: what fits goes into its last quiz, as a new version, the rest into new quizzes.
 * @param ids of the quizzes that are stored, by their references
 */
export async function sendCategory(
  client: ApiClient,
  ids: ReadonlyMap<string, string>,
  category: Category,
): Promise<CategoryOutcome> {
  try {
    return await sendMissing(client, ids, category);
  } catch (error) {
    if (!(error instanceof FoundAnother) || ids.has(error.reference)) throw error;
    // The list may be older than the quiz. What this pass has created is found by the next one.
    return sendCategory(client, new Map(ids).set(error.reference, error.id), category);
  }
}

async function sendMissing(
  client: ApiClient,
  ids: ReadonlyMap<string, string>,
  { source, category, questions }: Category,
): Promise<CategoryOutcome> {
  const parts = await readParts(client, ids, category);
  const growth = planGrowth(
    questions,
    parts.map(({ status, draft }) => ({
      prompts: draft.questions.map(({ prompt }) => prompt),
      isOpen: status !== 'archived',
    })),
  );
  const built = buildQuizzes(growth.rest, { source, category, after: parts.length });
  const count = parts.length + built.length;
  const quizzes: QuizOutcome[] = [];
  for (const [index, part] of parts.entries()) {
    // The only quiz of a category has its name; with a second one it becomes a part.
    const title = part.draft.title === category ? titleOf(category, index + 1, count) : part.draft.title;
    const appended = index === parts.length - 1 ? growth.appended : [];
    quizzes.push(await growQuiz(client, part, title, appended));
  }
  for (const quiz of built) quizzes.push(await sendQuiz(client, quiz));
  return { quizzes, existing: growth.existing };
}
