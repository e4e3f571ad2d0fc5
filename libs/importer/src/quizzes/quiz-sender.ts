import type { ApiClient } from '../client/api-client.js';
import { ApiRefusal } from '../client/api-errors.js';
import type { Reject } from '../state/reject.js';
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
    if (!isNew && !haveTexts(quiz.draft.questions, accepted))
      throw new FoundAnother(draft.externalReference, quiz.id);
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
  const isChanged = added.length > 0 || quiz.draft.title !== title;
  // What is there as a draft is of an import that was killed before it had published it.
  const isPublished = quiz.status === 'published' && !quiz.hasUnpublishedChanges;
  if (quiz.status === 'archived' || (!isChanged && isPublished))
    return { fate: 'existing', imported: 0, existing: 0, rejects: [] };
  const { left, rejects } = await withoutRefused(added, quiz.draft.questions.length, async (accepted) => {
    if (isChanged) await append(client, quiz, title, accepted);
    await client.post(`${PATH}/${quiz.id}/publish`);
  });
  return { fate: 'existing', imported: left, existing: 0, rejects };
}

/** Behind the questions that the quiz has now: somebody may have edited it since it was read. */
async function append(
  client: ApiClient,
  quiz: ReadQuiz,
  title: string,
  accepted: readonly SourcedQuestion[],
): Promise<void> {
  const added = accepted.map(({ question }) => question);
  for (let seen = quiz, tries = 1; ; tries += 1) {
    try {
      const draft = { ...seen.draft, title, questions: [...seen.draft.questions, ...added] };
      await client.put(`${PATH}/${seen.id}/draft`, draft, { 'if-match': seen.etag });
      return;
    } catch (error) {
      if (!(error instanceof ApiRefusal) || error.status !== OVERTAKEN || tries === TRIES) throw error;
    }
    seen = await readQuiz(client, quiz.id);
    // The change was made, and its answer was lost.
    const tail = seen.draft.questions.slice(seen.draft.questions.length - added.length);
    if (seen.draft.title === title && haveTexts(tail, accepted)) return;
  }
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
  do {
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
  } while (left.length > 0);
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

function haveTexts(stored: StoredQuiz['draft']['questions'], questions: readonly SourcedQuestion[]): boolean {
  return (
    stored.length === questions.length &&
    questions.every(({ question }, index) => stored[index]?.prompt === question.prompt)
  );
}
