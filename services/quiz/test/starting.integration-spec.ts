import { attemptStarted } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { ExpirySweep } from '../src/attempts/expiry-sweep.js';
import { rightResponse } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

const OLD_KEY = statement(
  'test.old_key',
  `INSERT INTO quiz.attempt_key (bucket, learner, key, quiz_id, attempt_id, created_at)
   VALUES ($1, $2, 'old', $3, $4, now() - interval '49 hours')`,
);
const ENDED_BY_OTHERS = statement(
  'test.ended-by-others',
  `UPDATE quiz.attempt SET state = 'submitted', ended_at = now() WHERE bucket = $1 AND id = $2`,
);
const KEYS = statement('test.keys', 'SELECT key FROM quiz.attempt_key WHERE bucket = $1 AND learner = $2');

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. The clock is moved by the test. */
describe('starting attempts', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  it('should allow no more attempts than the quiz does, even at once', async () => {
    const quizId = await quiz.publish(author, { attemptsAllowed: 3 });
    const learner = await quiz.learner();
    for (const number of [1, 2, 3]) {
      const answers = await Promise.all(Array.from({ length: 10 }, () => learner.start(quizId)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(9);
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
      expect(answers[0]?.body).toMatchObject({ number, state: 'in_progress' });
      await learner.submit(answers[0]?.body.id);
    }
    const answers = await Promise.all(Array.from({ length: 10 }, () => learner.start(quizId)));
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 409, body: { code: 'attempts_exhausted' } });
    const page = await learner.get('/v1/attempts?limit=2');
    expect(page.body.items).toHaveLength(2);
    expect(page.headers.get('link')).toContain('rel="next"');
    const rest = await learner.get(`/v1/attempts?limit=2&cursor=${page.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{}], nextCursor: null });
  });

  it('should return the attempt in progress as it stands, and start another once it has ended', async () => {
    const quizId = await quiz.publish(author, { timeLimitSeconds: 600 });
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    const { question } = await learner.first(id);
    await learner.save(id, question.id, 1, rightResponse(question));
    quiz.clock.advance(100);
    const again = await learner.start(quizId);
    expect(again).toMatchObject({ status: 200, body: { id, answeredPositions: [1] } });
    expect(again.body.remainingSeconds).toBeLessThanOrEqual(500);
    expect(again.headers.get('location')).toBe(`/v1/attempts/${id}`);
    expect(await quiz.events(attemptStarted, id)).toHaveLength(1);
    // Another learner, and another quiz, have nothing to do with it.
    expect((await (await quiz.learner()).start(quizId)).status).toBe(201);
    expect((await learner.start(await quiz.publish(author))).status).toBe(201);
    // Its time is over, and nobody has looked at it.
    quiz.clock.advance(600);
    const next = await learner.start(quizId);
    expect(next).toMatchObject({ status: 201, body: { number: 2 } });
    expect((await learner.attempt(id)).body.state).toBe('expired');
  });

  it('should start another when the one in progress was ended without saying so', async () => {
    const quizId = await quiz.publish(author);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    // As a release that knows nothing of it ends an attempt.
    await quiz.shards.forId(id).query(ENDED_BY_OTHERS, [bucketOfId(id), id]);
    expect(await learner.start(quizId)).toMatchObject({ status: 201, body: { number: 2 } });
    expect((await learner.start(quizId)).status).toBe(200);
  });

  it('should let a key that found an attempt in progress lead to it, also once it has ended', async () => {
    const quizId = await quiz.publish(author);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    const headers = { 'idempotency-key': unique('key') };
    expect(await learner.start(quizId, headers)).toMatchObject({ status: 200, body: { id } });
    await learner.submit(id);
    expect(await learner.start(quizId, headers)).toMatchObject({
      status: 200,
      body: { id, state: 'submitted' },
    });
  });

  it('should start for many learners at once what each of them may, with an event for each attempt', async () => {
    const quizId = await quiz.publish(author, { attemptsAllowed: 2 });
    const other = await quiz.publish(author, { timeLimitSeconds: 600 });
    const learners = await Promise.all(Array.from({ length: 20 }, () => quiz.learner()));
    // Every second one repeats a key, and uses it for another quiz too.
    const headers = (index: number) =>
      index % 2 === 0 ? { 'Idempotency-Key': unique('start-of-many-learners') } : {};
    const answers = await Promise.all(
      learners.map(async (learner, index) => {
        const own = headers(index);
        return Promise.all([
          learner.start(quizId, own),
          learner.start(other, own),
          learner.start(quizId, own),
          learner.start(quizId),
          learner.start(quizId),
        ]);
      }),
    );
    for (const [index, of] of answers.entries()) {
      const started = of.filter(({ status }) => status < 300);
      const ids = (id: string) =>
        new Set(started.filter(({ body }) => body.quizId === id).map(({ body }) => body.id as string));
      expect(ids(quizId).size).toBe(1);
      expect(ids(other).size).toBeLessThanOrEqual(1);
      for (const { status, body } of of) if (status >= 300) expect(body.code).toBe('idempotency_key_reused');
      const listed = (await learners[index]?.get('/v1/attempts'))?.body.items as { id: string }[];
      const all = new Set([...ids(quizId), ...ids(other)]);
      expect(new Set(listed.map(({ id }) => id))).toEqual(all);
      for (const id of all) expect(await quiz.events(attemptStarted, id)).toHaveLength(1);
    }
  });

  it('should start one attempt per Idempotency-Key and answer repeats with the same bytes', async () => {
    const quizId = await quiz.publish(author, { attemptsAllowed: 1, timeLimitSeconds: 600 });
    const learner = await quiz.learner();
    const headers = { 'idempotency-key': unique('key') };
    const answers = await Promise.all(Array.from({ length: 8 }, () => learner.start(quizId, headers)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await learner.submit(answers[0]?.body.id);
    quiz.clock.advance(60);
    expect((await learner.start(quizId, headers)).text).toBe(answers[0]?.text);
    const other = await learner.start(await quiz.publish(author), headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const bad = await learner.start(quizId, { 'idempotency-key': 'two words' });
    expect(bad.body).toMatchObject({ status: 400, errors: [{ header: 'Idempotency-Key' }] });
    const stranger = await (await quiz.learner()).start(quizId, headers);
    expect(stranger.body.id).not.toBe(answers[0]?.body.id);
  });

  it('should forget an Idempotency-Key two days after its use, and no earlier', async () => {
    const learner = await quiz.learner();
    const { id, quizId } = (await learner.start(await quiz.publish(author), { 'idempotency-key': 'new' }))
      .body;
    const shard = quiz.shards.forId(id);
    const own = [bucketOfId(id), learner.subject];
    await shard.query(OLD_KEY, [...own, quizId, id]);
    await quiz.app.get(ExpirySweep, { strict: false }).forgetKeys();
    expect(await shard.query(KEYS, own)).toEqual([{ key: 'new' }]);
  });
});
