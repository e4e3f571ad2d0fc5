import type { ApiClient } from '../client/api-client.js';
import { ApiRefusal } from '../client/api-errors.js';
import type { Reject } from '../state/reject-log.js';
import type { BuiltQuiz, SourcedQuestion } from './quiz-builder.js';

/** What became of one quiz: how many of its questions are stored now, and those that are not. */
export interface QuizOutcome {
  readonly fate: 'imported' | 'existing' | 'rejected';
  readonly stored: number;
  readonly rejects: readonly Reject[];
  readonly warning: string | null;
}

/** The few fields of the author's view that matter here. */
interface StoredQuiz {
  readonly id: string;
  readonly status: 'draft' | 'published' | 'archived';
  readonly draft?: { readonly questions?: readonly { readonly prompt?: string }[] };
}

const PATH = '/v1/quizzes';
/** These are about the caller, the address or the whole; leaving out questions helps none of them. */
const FATAL: ReadonlySet<number> = new Set([401, 403, 404, 405]);

/** Creates and publishes a quiz. Questions that the API refuses by name are left out and reported, the others stay. */
export async function sendQuiz(client: ApiClient, { draft, questions }: BuiltQuiz): Promise<QuizOutcome> {
  const rejects: Reject[] = [];
  let left = questions;
  while (left.length > 0) {
    try {
      const reply = await client.post(PATH, { ...draft, questions: left.map(({ question }) => question) });
      const quiz = reply.body as StoredQuiz;
      // A quiz that exists as a draft is one whose import was killed before it was published.
      if (quiz.status === 'draft') await client.post(`${PATH}/${quiz.id}/publish`);
      const created = reply.status === 201;
      const warning =
        created || hasQuestions(quiz, left) ? null : `${draft.title} exists with other questions; it stays`;
      return { fate: created ? 'imported' : 'existing', stored: left.length, rejects, warning };
    } catch (error) {
      if (!(error instanceof ApiRefusal) || FATAL.has(error.status)) throw error;
      const named = blamed(error, left);
      const lost = named.size > 0 ? left.filter((_, index) => named.has(index)) : left;
      rejects.push(...lost.map((question) => rejectOf(question, error, named.get(left.indexOf(question)))));
      left = left.filter((question) => !lost.includes(question));
    }
  }
  return { fate: 'rejected', stored: 0, rejects, warning: null };
}

/** Places of the questions that the API named, with what it said. */
function blamed({ errors }: ApiRefusal, questions: readonly SourcedQuestion[]): Map<number, string> {
  const named = new Map<number, string>();
  for (const { pointer, detail } of errors) {
    const place = /^\/questions\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
    if (place !== undefined && questions[Number(place)]) named.set(Number(place), `${detail} at ${pointer}`);
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
  const stored = draft?.questions;
  if (!stored) return true;
  return (
    stored.length === questions.length &&
    questions.every(({ question }, i) => stored[i]?.prompt === question.prompt)
  );
}
