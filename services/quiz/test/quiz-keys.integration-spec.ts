import { bodyHashOf } from '@tenfold/delivery';
import { newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { createQuizSchema } from '../src/quizzes/dto/authored-quiz.dto.js';
import { QuizKeysRepository } from '../src/quizzes/quiz-keys.repository.js';
import { quizBody } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. Nothing is replaced. */
describe('Idempotency-Key of a new quiz', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  afterAll(() => quiz.stop());

  it('should make one quiz for one Idempotency-Key, also for requests at once and with a reference', async () => {
    for (const reference of [{}, { source: 'test', externalReference: unique('reference') }]) {
      const headers = { 'idempotency-key': unique('key') };
      const body = { ...quizBody(), ...reference };
      const create = () => quiz.send('POST', '/v1/quizzes', { token: author, body, headers });
      const answers = await Promise.all(Array.from({ length: 8 }, create));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
      const id = answers[0]?.body.id as string;
      expect(new Set(answers.map(({ body: one }) => one.id))).toEqual(new Set([id]));
      expect((await create()).body.id).toBe(id);
      const other = { token: author, headers, body: { ...body, title: 'Another' } };
      expect(await quiz.send('POST', '/v1/quizzes', other)).toMatchObject({
        status: 422,
        body: { code: 'idempotency_key_reused' },
      });
      // A key belongs to one author.
      const another = await quiz.token(unique('author'), 'author');
      const theirs = await quiz.send('POST', '/v1/quizzes', { token: another, body, headers });
      expect(theirs.status).toBe(201);
      expect(theirs.body.id).not.toBe(id);
    }
  });

  it('should not make a quiz again that was deleted, though its key is repeated', async () => {
    const headers = { 'idempotency-key': unique('key') };
    const body = quizBody();
    const create = () => quiz.send('POST', '/v1/quizzes', { token: author, body, headers });
    const { body: made, headers: answered } = await create();
    const ifMatch = { 'if-match': answered.get('etag') ?? '' };
    await quiz.send('DELETE', `/v1/quizzes/${made.id}`, { token: author, headers: ifMatch });
    expect(await create()).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('should finish what a request has left that died after it had taken the key', async () => {
    const key = unique('key');
    const subject = unique('author');
    const writer = await quiz.token(subject, 'author');
    const body = quizBody();
    const id = newId(7);
    const parsed = createQuizSchema.parse(body);
    const keys = quiz.app.get(QuizKeysRepository, { strict: false });
    await keys.claim(subject, key, bodyHashOf(parsed), id, new Date().toISOString());
    const create = () =>
      quiz.send('POST', '/v1/quizzes', { token: writer, body, headers: { 'idempotency-key': key } });
    expect(await create()).toMatchObject({ status: 201, body: { id } });
    expect(await create()).toMatchObject({ status: 201, body: { id } });
  });
});
