import { randomUUID } from 'node:crypto';
import { eventually } from './eventually.js';
import { check } from './failures.js';
import { EXPECTED, keyIn, quizOf, responseTo, type Question } from './quiz.js';
import type { Journey } from './report.js';
import type { Stage } from './stage.js';

interface Created {
  readonly id: string;
}
interface Placed {
  readonly position: number;
  readonly question: Question;
}
interface Result {
  readonly state: string;
  readonly marks?: { readonly millipoints: number; readonly maxMillipoints: number };
  readonly passed: boolean | null;
  readonly questions: readonly { readonly correctness?: string }[];
}

/** Quiz: written by an author, read by everybody, taken by a learner. */
export function quizJourney({ api, token, signal }: Stage): Journey {
  return async (step) => {
    await step('quiz answers', () =>
      eventually(() => api.expect(200, 'quiz', '/v1/quizzes?limit=1'), signal),
    );

    const author = await token('author', 'author');
    const learner = await token('learner', 'learner');
    const secret = randomUUID();
    const quiz = quizOf(secret);
    const { id: quizId } = await step('an author writes a quiz of three questions', async () => {
      const write = { method: 'POST', token: author, body: quiz } as const;
      return (await api.expect<Created>(201, 'quiz', '/v1/quizzes', write)).body;
    });
    const quizPath = `/v1/quizzes/${quizId}`;

    await step('nobody else can read the draft', () => api.expect(404, 'quiz', quizPath));
    await step('the author publishes it', () =>
      api.expect(200, 'quiz', `${quizPath}/publish`, { method: 'POST', token: author }),
    );
    await step('everybody reads its questions one by one, without the key', async () => {
      for (const [index, { prompt }] of quiz.questions.entries()) {
        const answer = await api.expect<Placed>(200, 'quiz', `${quizPath}/questions/${index + 1}`);
        check(answer.body.question.prompt === prompt, answer, `"${prompt}" was expected`);
        const found = keyIn(answer.text, secret);
        check(found === undefined, answer, `${found} is part of the key`);
      }
    });

    const start = {
      method: 'POST',
      token: learner,
      headers: { 'idempotency-key': randomUUID() },
      body: { quizId },
    } as const;
    const { id: attemptId } = await step('a learner starts an attempt', async () => {
      return (await api.expect<Created>(201, 'quiz', '/v1/attempts', start)).body;
    });
    const path = `/v1/attempts/${attemptId}`;

    await step('the learner answers two questions right and one wrong', async () => {
      const { body } = await api.expect<{ items: Placed[] }>(200, 'quiz', `${path}/questions`, {
        token: learner,
      });
      for (const { question } of body.items) {
        const response = responseTo(question, secret);
        const save = { method: 'PUT', token: learner, body: { sequence: 1, response } } as const;
        await api.expect(200, 'quiz', `${path}/answers/${question.id}`, save);
      }
    });
    await step('the attempt is graded by the key when it is submitted', async () => {
      const submit = { method: 'POST', token: learner } as const;
      const answer = await api.expect<Result>(200, 'quiz', `${path}/submit`, submit);
      const { state, marks, passed, questions } = answer.body;
      const got = JSON.stringify({
        state,
        points: `${marks?.millipoints} of ${marks?.maxMillipoints}`,
        passed,
        correctness: questions.map(({ correctness }) => correctness),
      });
      const wanted = JSON.stringify(EXPECTED);
      check(got === wanted, answer, `${wanted} was expected, not ${got}`);
    });
    await step('the author puts the quiz away', () =>
      api.expect(200, 'quiz', `${quizPath}/archive`, { method: 'POST', token: author }),
    );
  };
}
