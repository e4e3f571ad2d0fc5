import { unique, waitFor } from '@tenfold/testing';
import { planted, plantedQuestions } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

type Line = Readonly<Record<string, unknown>>;

/** Everything that is logged, at its lowest level. Real: HTTP, tokens, Postgres, Redis, NATS. */
describe('the log', () => {
  let quiz: QuizApp;
  let token: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    token = await quiz.token(unique('author'), 'author', 'learner');
  });
  afterAll(() => quiz?.stop());

  const lineOf = (requestId: string | null): Promise<Line> =>
    waitFor(() =>
      quiz.logs
        .map((line) => JSON.parse(line) as Line)
        .find((line) => line['requestId'] === requestId && line['msg'] === 'request'),
    );

  it('should hold neither an answer key nor a token, whatever is sent', async () => {
    const markers = planted();
    const body = { title: unique('Logged'), questions: plantedQuestions(markers) };
    const created = await quiz.send('POST', '/v1/quizzes', { token, body });
    const id = created.body.id as string;
    const draft = `/v1/quizzes/${id}/draft`;
    await quiz.send('PUT', draft, {
      token,
      body: { ...body, title: 1, [Object.values(markers)[0] ?? '']: 1 },
    });
    // Broken in the middle of a key: what cannot be parsed is not quoted either.
    await quiz.send('PUT', draft, { token, body: JSON.stringify(body).slice(0, -9) });
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token });
    const started = await quiz.send('POST', '/v1/attempts', { token, body: { quizId: id } });
    await quiz.send('POST', `/v1/attempts/${started.body.id}/submit`, { token });
    const forged = `${token.slice(0, -8)}AAAAAAAA`;
    const last = await quiz.send('GET', draft, { token: forged });
    expect(last.status).toBe(401);
    await lineOf(last.headers.get('x-request-id'));
    expect(quiz.logs.length).toBeGreaterThan(6);
    for (const secret of [...Object.values(markers), token, token.split('.')[2] ?? '', forged])
      expect(quiz.logs.filter((line) => line.includes(secret))).toEqual([]);
  });

  it('should say of a request what it took', async () => {
    const id = await quiz.publish(token);
    const first = await lineOf((await quiz.send('GET', `/v1/quizzes/${id}`)).headers.get('x-request-id'));
    expect(first).toMatchObject({
      level: 'info',
      method: 'GET',
      route: '/v1/quizzes/:quizId',
      status: 200,
      durationMs: expect.any(Number),
      bytes: expect.any(Number),
      statements: expect.any(Number),
      rows: expect.any(Number),
      databaseMs: expect.any(Number),
      shards: [expect.any(String)],
      cache: { source: expect.any(Number) },
    });
    const missing = await quiz.send('GET', `/v1/quizzes/${id.slice(0, -4)}0000`);
    expect(await lineOf(missing.headers.get('x-request-id'))).toMatchObject({
      level: 'info',
      status: 404,
      errorCode: 'quiz_not_found',
    });
  });
});
