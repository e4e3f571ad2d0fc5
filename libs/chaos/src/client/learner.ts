import type { Caller } from '../journal/records.js';
import type { Random } from '../random.js';
import type { Entrance } from '../stack.js';
import type { Client } from './client.js';
import { isSuccess, send, type HttpAnswer } from './http.js';

const QUESTIONS = 3;
const TRIES = 3;

/** Publishes a quiz of questions whose right answer stands in their text. */
export async function publishQuiz(entrance: Entrance, run: string): Promise<string> {
  const token = await entrance.token(`${run}-author`, 'author');
  const questions = Array.from({ length: QUESTIONS }, (_, index) => ({
    type: 'true_false',
    prompt: `${index + 1}: the answer is ${index % 2 === 0 ? 'yes' : 'no'}`,
    answer: index % 2 === 0,
  }));
  const url = `${entrance.gatewayUrl}/v1/quizzes`;
  const body = { title: `Quiz of ${run}`, questions };
  const created = await send({ method: 'POST', url, token, body });
  const { id } = JSON.parse(bodyOf(created)) as { id: string };
  bodyOf(await send({ method: 'POST', url: `${url}/${id}/publish`, token }));
  return id;
}

function bodyOf(answer: HttpAnswer | undefined): string {
  if (isSuccess(answer)) return answer.text;
  throw new Error(`the quiz of this run was not published: ${answer?.text ?? 'no answer'}`);
}

interface Item {
  readonly question: { readonly id: string; readonly prompt: string };
}

/** Starts an attempt, answers, submits; gives up where it gets no further, and leaves the rest to the settlement. */
export async function takeQuiz(client: Client, random: Random, quizId: string, key: string, caller: Caller) {
  const start = await insist(() => client.perform({ kind: 'attempt', key, caller, quizId }));
  if (start === undefined) return;
  const attemptId = start.ack.id;
  for (const { question } of await questionsOf(client, attemptId, caller)) {
    const right = random.chance(0.7);
    const value = question.prompt.endsWith('yes') === right;
    const answer = { attemptId, questionId: question.id, sequence: 1, right, value, caller };
    await insist(() => client.perform({ kind: 'answer', ...answer }));
  }
  const submit = { kind: 'submit', attemptId, caller } as const;
  await Promise.all([client.perform(submit), ...(random.chance(0.3) ? [client.perform(submit)] : [])]);
}

async function insist(perform: () => ReturnType<Client['perform']>) {
  for (let left = TRIES; left > 0; left--) {
    const outcome = await perform();
    if (outcome.kind === 'acked') return outcome;
  }
  return undefined;
}

async function questionsOf(client: Client, attemptId: string, caller: Caller): Promise<readonly Item[]> {
  for (let left = TRIES; left > 0; left--) {
    const answer = await client.read(`/v1/attempts/${attemptId}/questions?limit=100`, caller, 'questions');
    if (isSuccess(answer)) return (JSON.parse(answer.text) as { items: Item[] }).items;
  }
  return [];
}
