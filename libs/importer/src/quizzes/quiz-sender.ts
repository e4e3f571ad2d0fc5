import type { ApiClient } from '../client/api-client.js';
import { ApiRefusal } from '../client/api-errors.js';
import type { Reject } from '../state/reject-log.js';
import type { BuiltQuiz, SourcedQuestion } from './quiz-builder.js';
import { readQuiz, type ReadQuiz, type StoredQuiz } from './stored-quizzes.js';

/** What became of one quiz: how many questions were stored in it now, how many were there, and those that were refused. */
export interface QuizOutcome {
  readonly fate: 'imported' | 'existing' | 'rejected';
  readonly imported: number;
  readonly existing: number;
  readonly rejects: readonly Reject[];
}

const PATH = '/v1/quizzes';
/** These are about the caller, the address or the whole; leaving out questions helps none of them. */
const FATAL: ReadonlySet<number> = new Set([401, 403, 404, 405]);
/** Somebody else edits the quiz at the same time, or an answer was lost on its way and the request is sent again. */
const OVERTAKEN = 412;
const TRIES = 5;

/** The list of quizzes did not have this one yet, and it has other questions. */
export class FoundAnother extends Error {
  constructor(
    readonly reference: string,
    readonly id: string,
  ) {
    super(`${reference} exists with other questions`);
  }
}

/**
 * Creates and publishes a quiz. Questions that the API refuses by name are left out and reported, the others stay.
 * @throws FoundAnother
 */
export async function sendQuiz(client: ApiClient, { draft, questions }: BuiltQuiz): Promise<QuizOutcome> {
  let isNew = false;
  const { left, rejects } = await withoutRefused(questions, 0, async (accepted) => {
    const body = { ...draft, questions: accepted.map(({ question }) => question) };
    const reply = await client.post(PATH, body);
    const quiz = reply.body as StoredQuiz;
    isNew = reply.status === 201;
    if (!isNew && !hasQuestions(quiz, accepted)) throw new FoundAnother(draft.externalReference, quiz.id);
    if (quiz.status === 'draft') await client.post(`${PATH}/${quiz.id}/publish`);
  });
  if (left === 0) return { fate: 'rejected', imported: 0, existing: 0, rejects };
  if (isNew) return { fate: 'imported', imported: left, existing: 0, rejects };
  return { fate: 'existing', imported: 0, existing: left, rejects };
}

/** Publishes a stored quiz with further questions and another title, where there are any; what it has stays as its author has it. */
export async function growQuiz(
  client: ApiClient,
  quiz: ReadQuiz,
  title: string,
  added: readonly SourcedQuestion[],
): Promise<QuizOutcome> {
  if (quiz.status === 'archived') return { fate: 'existing', imported: 0, existing: 0, rejects: [] };
  let seen = quiz;
  const { left, rejects } = await withoutRefused(added, quiz.draft.questions.length, async (accepted) => {
    const wanted = quiz.draft.questions.length + accepted.length;
    for (let tries = 1; ; tries += 1) {
      if (seen.draft.questions.length >= wanted && seen.draft.title === title) break;
      const questions = [...quiz.draft.questions, ...accepted.map(({ question }) => question)];
      try {
        await client.put(
          `${PATH}/${seen.id}/draft`,
          { ...seen.draft, title, questions },
          { 'if-match': seen.etag },
        );
        break;
      } catch (error) {
        if (!(error instanceof ApiRefusal) || error.status !== OVERTAKEN || tries === TRIES) throw error;
        seen = await readQuiz(client, seen.id);
      }
    }
    // Also what is there as a draft: its import was killed before it was published. Nothing new makes no version.
    await client.post(`${PATH}/${quiz.id}/publish`);
  });
  return { fate: 'existing', imported: left, existing: 0, rejects };
}

/**
 * Sends questions, and again without those that are refused by name.
 * @param offset how many questions the quiz has before these
 */
async function withoutRefused(
  questions: readonly SourcedQuestion[],
  offset: number,
  send: (accepted: readonly SourcedQuestion[]) => Promise<void>,
): Promise<{ left: number; rejects: readonly Reject[] }> {
  const rejects: Reject[] = [];
  let left = questions;
  while (left.length > 0 || (offset > 0 && rejects.length === 0)) {
    try {
      await send(left);
      break;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || FATAL.has(error.status) || left.length === 0) throw error;
      const named = blamed(error, left, offset);
      const lost = named.size > 0 ? left.filter((_, index) => named.has(index)) : left;
      rejects.push(...lost.map((question) => rejectOf(question, error, named.get(left.indexOf(question)))));
      left = left.filter((question) => !lost.includes(question));
    }
  }
  return { left: left.length, rejects };
}

/** Places of the questions that the API named, with what it said. */
function blamed(
  { errors }: ApiRefusal,
  questions: readonly SourcedQuestion[],
  offset: number,
): Map<number, string> {
  const named = new Map<number, string>();
  for (const { pointer, detail } of errors) {
    const place = /^\/questions\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
    const index = Number(place ?? Number.NaN) - offset;
    if (questions[index] !== undefined) named.set(index, `${detail} at ${pointer}`);
  }
  return named;
}

function rejectOf(
  { category, number, raw }: SourcedQuestion,
  { code, detail }: ApiRefusal,
  own?: string,
): Reject {
  return {
    invoice: category,
    code,
    detail: own ?? detail,
    lines: [{ line: number, cause: own !== undefined, raw }],
  };
}

function hasQuestions({ draft }: StoredQuiz, questions: readonly SourcedQuestion[]): boolean {
  return (
    draft.questions.length === questions.length &&
    questions.every(({ question }, index) => draft.questions[index]?.prompt === question.prompt)
  );
}
