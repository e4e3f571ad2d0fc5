import { BenchFailure } from '../failure.js';
import type { BenchStack } from '../stack.js';
import type { Random } from '../statistics/random.js';

export interface LoadedQuiz {
  readonly id: string;
  readonly questions: number;
}

const AT_ONCE = 4;

/** Publishes quizzes of single-choice questions by the API, as an author does. */
export async function loadQuizzes(
  stack: BenchStack,
  random: Random,
  { quizzes, questions }: { readonly quizzes: number; readonly questions: number },
): Promise<LoadedQuiz[]> {
  const token = await stack.token('bench-author', ['author']);
  const drafts = Array.from({ length: quizzes }, (_, index) => aQuiz(index, questions, random));
  const loaded: LoadedQuiz[] = [];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let draft = drafts.pop(); draft !== undefined; draft = drafts.pop()) {
        const { id } = await post(stack, '/v1/quizzes', token, draft);
        await post(stack, `/v1/quizzes/${id}/publish`, token);
        loaded.push({ id, questions });
      }
    }),
  );
  return loaded;
}

function aQuiz(index: number, questions: number, random: Random): object {
  return {
    title: `Bench quiz ${index + 1}`,
    category: `Category ${index % 5}`,
    questions: Array.from({ length: questions }, (_, number) => ({
      type: 'single',
      prompt: `Question ${number + 1} of quiz ${index + 1}: which of these numbers is the largest?`,
      difficulty: 'easy',
      options: random.shuffled([11, 22, 33, 44]).map((value) => ({
        text: `The number ${value + random.below(10)}`,
        correct: value === 44,
      })),
    })),
  };
}

async function post(stack: BenchStack, path: string, token: string, body?: object): Promise<{ id: string }> {
  const response = await fetch(`${stack.url('quiz')}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new BenchFailure(`POST ${path} answered with ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as { id: string };
}
