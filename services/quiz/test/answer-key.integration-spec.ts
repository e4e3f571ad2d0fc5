import { listRoutes } from '@tenfold/bootstrap';
import { Cache, RedisStore } from '@tenfold/cache';
import { attemptStarted, attemptSubmitted, getQuiz, quizPublished } from '@tenfold/contracts';
import { bucketOfId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import { unique, waitFor } from '@tenfold/testing';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { reviewPolicySchema } from '../src/quizzes/dto/settings.dto.js';
import { plantedQuestions, planted } from './factories/quiz.factory.js';
import { QuizApp, type Answer } from './quiz-app.js';

/** Members that exist only where the key is, or in a review that the policy allows. */
const TELLING = [
  'accepted', 'accentSensitive', 'answers', 'caseSensitive', 'choiceIdByPromptId', 'correct', 'correctness', 'draft',
  'explanation', 'feedback', 'grades', 'keys', 'marks', 'passed', 'rightAnswer', 'scoring',
  'tolerance', 'weight', 'weights',
]; // prettier-ignore

const SHUT = { correctness: false, marks: false, feedback: false, rightAnswer: false };
const NO_REVIEW = { during: SHUT, rightAfter: SHUT, later: SHUT, afterClose: SHUT };

interface Seen {
  readonly where: string;
  readonly text: string;
}

/**
 * Looks for the answer key wherever a learner, a stranger or a reader of the infrastructure could find it. Real: HTTP stack,
 * tokens, Postgres, Redis, NATS. A new route fails the test until it is asked here.
 */
describe('the answer key', () => {
  let quiz: QuizApp;
  let author: string;
  const tokens: Record<string, string | undefined> = {};

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
    tokens['nobody'] = undefined;
    tokens['learner'] = await quiz.token(unique('learner'), 'learner');
    tokens['other author'] = await quiz.token(unique('author'), 'author');
    await waitFor(() => quiz.app.get(Messaging).connected && quiz.app.get(Cache).connected);
  });

  afterAll(() => quiz.stop());

  const publish = async (review: unknown) => {
    const markers = planted();
    // A board that everybody is shown, if only the review policy lets it.
    const settings = { review, leaderboard: 'public' };
    const body = { title: unique('Planted'), settings, questions: plantedQuestions(markers) };
    const created = await quiz.send('POST', '/v1/quizzes', { token: author, body });
    expect(created.status).toBe(201);
    await quiz.send('POST', `/v1/quizzes/${created.body.id}/publish`, { token: author });
    return { id: created.body.id as string, markers: Object.values(markers) };
  };

  /** Calls a route as everybody, plainly and with what might make it talkative; notes every body and header. */
  const ask = async (seen: Seen[], method: string, url: string, bodies: readonly unknown[] = [undefined]) => {
    const queries = [
      '',
      '?fields=key,answers,explanation',
      '?expand=key',
      '?fields=*',
      '?version=1',
      '?include=draft',
    ];
    const answers: Answer[] = [];
    for (const [who, token] of Object.entries(tokens)) {
      for (const query of queries) {
        for (const body of bodies) {
          const answer = await quiz.send(method, url + query, { token, body });
          expect(answer.status).toBeLessThan(500);
          const head = JSON.stringify([...answer.headers]);
          seen.push({ where: `${who}: ${method} ${url}${query} ${answer.status}`, text: answer.text });
          seen.push({ where: `headers of ${who}: ${method} ${url}${query}`, text: head });
          if (who === 'learner') answers.push(answer);
        }
      }
    }
    return answers;
  };

  const leaks = (seen: readonly Seen[], markers: readonly string[]): string[] =>
    seen.flatMap(({ where, text }) => [
      ...markers.filter((marker) => text.includes(marker)).map((marker) => `${where}: ${marker}`),
      ...(text.startsWith('{') ? tellingMembers(JSON.parse(text)).map((name) => `${where}: ${name}`) : []),
    ]);

  it('should be found nowhere while the policy does not show it', async () => {
    const { id, markers } = await publish(NO_REVIEW);
    const seen: Seen[] = [];
    const token = tokens['learner'];
    const started = await quiz.send('POST', '/v1/attempts', { token, body: { quizId: id } });
    const attempt = `/v1/attempts/${started.body.id}`;
    const items = (await quiz.send('GET', `${attempt}/questions?limit=100`, { token })).body.items;
    const misfits = [
      { sequence: 1, response: { type: 'short_text', text: 'x' } },
      { sequence: 1, response: { type: 'numeric', value: '1' } },
      { sequence: 1, response: { type: 'single', optionId: 'zzzzzzzzzzzz' } },
      { sequence: 'x', response: {} },
    ];
    const draft = { title: 'x', questions: plantedQuestions(planted()) };

    const asked: Record<string, () => Promise<unknown>> = {
      'AuthoringHttpController.create': () => ask(seen, 'POST', '/v1/quizzes', [{}, { title: 1 }]),
      'AuthoringHttpController.mine': () => ask(seen, 'GET', '/v1/quizzes/mine'),
      'AuthoringHttpController.draft': () => ask(seen, 'GET', `/v1/quizzes/${id}/draft`),
      'AuthoringHttpController.replaceDraft': () => ask(seen, 'PUT', `/v1/quizzes/${id}/draft`, [draft, {}]),
      'AuthoringHttpController.publish': () => ask(seen, 'POST', `/v1/quizzes/${id}/publish`),
      'AuthoringHttpController.archive': () => ask(seen, 'POST', `/v1/quizzes/${id}/archive`),
      'AuthoringHttpController.remove': () => ask(seen, 'DELETE', `/v1/quizzes/${id}`),
      'QuizzesHttpController.list': () => ask(seen, 'GET', '/v1/quizzes'),
      'QuizzesHttpController.get': () => ask(seen, 'GET', `/v1/quizzes/${id}`),
      'QuizzesHttpController.questions': () => ask(seen, 'GET', `/v1/quizzes/${id}/questions`),
      'QuizzesHttpController.question': async () => {
        for (let position = 0; position <= 8; position += 1)
          await ask(seen, 'GET', `/v1/quizzes/${id}/questions/${position}`);
      },
      'StatisticsHttpController.get': () => ask(seen, 'GET', `/v1/quizzes/${id}/statistics`),
      'StatisticsHttpController.questions': () => ask(seen, 'GET', `/v1/quizzes/${id}/statistics/questions`),
      'LeaderboardsHttpController.page': () => ask(seen, 'GET', `/v1/quizzes/${id}/leaderboard`),
      'LeaderboardsHttpController.me': () => ask(seen, 'GET', `/v1/quizzes/${id}/leaderboard/me`),
      'AttemptsHttpController.start': () =>
        ask(seen, 'POST', '/v1/attempts', [{ quizId: id }, { quizId: 'x' }]),
      'AttemptsHttpController.list': () => ask(seen, 'GET', '/v1/attempts'),
      'AttemptsHttpController.get': () => ask(seen, 'GET', attempt),
      'AttemptsHttpController.questions': () => ask(seen, 'GET', `${attempt}/questions`),
      'AttemptsHttpController.question': async () => {
        for (let position = 0; position <= 8; position += 1)
          await ask(seen, 'GET', `${attempt}/questions/${position}`);
      },
      'AttemptsHttpController.saveAnswer': async () => {
        for (const { question } of items)
          await ask(seen, 'PUT', `${attempt}/answers/${question.id}`, misfits);
      },
      'AttemptsHttpController.result': () => ask(seen, 'GET', `${attempt}/result`),
      'AttemptsHttpController.submit': () => ask(seen, 'POST', `${attempt}/submit`),
    };
    const routes = listRoutes(quiz.app).map(({ controller, handler }) => `${controller.name}.${handler}`);
    expect(Object.keys(asked).toSorted()).toEqual(routes.toSorted());
    for (const call of Object.values(asked)) await call();
    // Once more, now that the attempt is graded and a row holds points.
    for (const tail of ['', '/result', '/questions', '/submit'])
      await ask(seen, tail === '/submit' ? 'POST' : 'GET', attempt + tail);
    // And once it is counted: the sums know what was chosen and what it earned.
    const event = { attemptId: started.body.id, quizId: id, version: 1 } as never;
    await quiz.app.get(AggregatesService, { strict: false }).submitted([event]);
    const before = seen.length;
    for (const tail of ['statistics', 'statistics/questions', 'leaderboard', 'leaderboard/me'])
      await ask(seen, 'GET', `/v1/quizzes/${id}/${tail}`);
    expect(seen.slice(before).filter(({ where }) => where.endsWith(' 200'))).toEqual([]);

    expect(seen.some(({ where }) => where === `learner: GET ${attempt}/result 200`)).toBe(true);
    expect(seen.some(({ where }) => where === `nobody: GET /v1/quizzes/${id}/questions 200`)).toBe(true);
    expect(leaks(seen, markers)).toEqual([]);
  });

  it('should be in no event, no message, no cache entry and no log line', async () => {
    const { id, markers } = await publish(NO_REVIEW);
    const token = await quiz.token(unique('learner'), 'learner');
    const { body } = await quiz.send('POST', '/v1/attempts', { token, body: { quizId: id } });
    await quiz.send('POST', `/v1/attempts/${body.id}/submit`, { token });

    const published = await quiz.events(quizPublished, id);
    const started = await quiz.events(attemptStarted, body.id);
    const submitted = await quiz.events(attemptSubmitted, body.id);
    const events = [...published, ...started, ...submitted].map(({ subject, payload }) => ({
      where: subject,
      text: JSON.stringify(payload),
    }));
    expect(events).toHaveLength(3);
    const reply = await waitFor(() =>
      quiz.app.get(Messaging).request(getQuiz, { quizId: id }, { timeoutMs: 2_000 }),
    );
    expect(reply).toMatchObject({ quizId: id, version: 1 });
    const missing = await quiz.app
      .get(Messaging)
      .request(getQuiz, { quizId: id, version: 9 }, { timeoutMs: 2_000 })
      .catch((error: unknown) => error);
    expect(missing).toMatchObject({ code: 'quiz_not_found' });
    const kept = await quiz.app.get(RedisStore).get(`quiz:{b${bucketOfId(id)}}:version:${id}:1`);
    const cached = typeof kept === 'object' ? kept.body.toString() : '{}';
    expect(JSON.parse(cached).questions).toHaveLength(7);
    const logs = quiz.logs.map((text) => ({ where: 'log', text }));
    expect(logs.length).toBeGreaterThan(0);
    const withoutLogs = [
      ...events,
      { where: 'reply', text: JSON.stringify(reply) },
      { where: 'cache', text: cached },
    ];
    expect(leaks(withoutLogs, markers)).toEqual([]);
    expect(logs.filter(({ text }) => markers.some((marker) => text.includes(marker)))).toEqual([]);
  });

  it('should not be told by what is answered to a right and to a wrong answer', async () => {
    const { id } = await publish(NO_REVIEW);
    const outcome = async (value: boolean) => {
      const token = await quiz.token(unique('learner'), 'learner');
      const attempt = (await quiz.send('POST', '/v1/attempts', { token, body: { quizId: id } })).body;
      const url = `/v1/attempts/${attempt.id}`;
      const { question } = (await quiz.send('GET', `${url}/questions?limit=100`, { token })).body.items.find(
        (item: { question: { type: string } }) => item.question.type === 'true_false',
      );
      const response = { type: 'true_false', value };
      const saved = await quiz.send('PUT', `${url}/answers/${question.id}`, {
        token,
        body: { sequence: 1, response },
      });
      const seen = [
        saved,
        await quiz.send('GET', url, { token }),
        await quiz.send('POST', `${url}/submit`, { token }),
      ];
      const event = { attemptId: attempt.id, quizId: id, version: 1 } as never;
      await quiz.app.get(AggregatesService, { strict: false }).submitted([event]);
      for (const tail of ['', '/me'])
        seen.push(await quiz.send('GET', `/v1/quizzes/${id}/leaderboard${tail}`, { token }));
      return seen.map(({ status, text }) => [status, anonymous(text)]);
    };
    expect(await outcome(true)).toEqual(await outcome(false));
  });

  it('should not be told by the place of an option', async () => {
    const questions = Array.from({ length: 60 }, (_, n) => ({
      type: 'single',
      prompt: `Question ${n}`,
      options: [{ text: 'right', correct: true }, { text: 'a' }, { text: 'b' }, { text: 'c' }],
    }));
    const created = await quiz.send('POST', '/v1/quizzes', {
      token: author,
      body: { title: unique('Places'), questions },
    });
    await quiz.send('POST', `/v1/quizzes/${created.body.id}/publish`, { token: author });
    const page = await quiz.send('GET', `/v1/quizzes/${created.body.id}/questions?limit=100`);
    const places = page.body.items.map(({ question }: { question: { options: { text: string }[] } }) =>
      question.options.findIndex(({ text }) => text === 'right'),
    );
    // With 60 questions a place stays empty by chance once in 10 million runs.
    expect(new Set(places)).toEqual(new Set([0, 1, 2, 3]));
  });

  it('should be found by this search where a policy does show it', async () => {
    const { id, markers } = await publish({
      ...NO_REVIEW,
      rightAfter: { ...SHUT, feedback: true, rightAnswer: true },
      rightAnswersBeforeLastAttempt: true,
    });
    const token = await quiz.token(unique('learner'), 'learner');
    const { body } = await quiz.send('POST', '/v1/attempts', { token, body: { quizId: id } });
    const { text } = await quiz.send('POST', `/v1/attempts/${body.id}/submit`, { token });
    const found = leaks([{ where: 'result', text }], markers);
    for (const marker of markers) expect(found).toContain(`result: ${marker}`);
    expect(found).toEqual(expect.arrayContaining(['result: rightAnswer', 'result: feedback']));
  });
});

function tellingMembers(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    // The policy names what it will allow, by a boolean each; it may hold nothing else.
    ...(TELLING.includes(name) || (name === 'review' && !isPolicy(member)) ? [name] : []),
    ...(name === 'review' ? [] : tellingMembers(member)),
  ]);
}

function isPolicy(value: unknown): boolean {
  return reviewPolicySchema.safeParse(value).success;
}

/** Without what differs between any two attempts. */
function anonymous(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'time')
    .replaceAll(/"value":(true|false)/g, '"value":answer');
}
