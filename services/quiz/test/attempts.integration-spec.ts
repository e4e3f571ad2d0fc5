import { attemptSubmitted, quizPublished } from '@tenfold/contracts';
import { bucketOfId, newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { rightResponse } from './factories/quiz.factory.js';
import type { Learner } from './learner.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. The clock is moved by the test. */
describe('attempts', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  it('should lead an attempt from start to result', async () => {
    const quizId = await quiz.publish(author, {
      timeLimitSeconds: 600,
      passMarkPercent: 50,
      shuffleQuestions: true,
    });
    const learner = await quiz.learner();
    const started = await learner.start(quizId);
    expect(started.status).toBe(201);
    const { id } = started.body;
    expect(started.headers.get('location')).toBe(`/v1/attempts/${id}`);
    expect(started.body).toMatchObject({
      state: 'in_progress',
      number: 1,
      version: 1,
      remainingSeconds: 600,
    });

    const { question } = await learner.first(id);
    await learner.save(id, question.id, 1, rightResponse(question));
    const resumed = await learner.attempt(id);
    expect(resumed.body).toMatchObject({ state: 'in_progress', answeredPositions: [1], questionCount: 7 });
    const shown = await learner.get(`/v1/attempts/${id}/questions/1`);
    expect(shown.body).toMatchObject({
      question,
      answer: { sequence: 1, response: rightResponse(question) },
    });
    expect((await learner.result(id)).body.code).toBe('attempt_in_progress');

    await learner.answerAll(id);
    const submitted = await learner.submit(id);
    expect(submitted).toMatchObject({
      status: 200,
      body: {
        state: 'submitted',
        phase: 'rightAfter',
        passed: true,
        marks: { millipoints: 7_000, maxMillipoints: 7_000 },
      },
    });
    expect((await learner.result(id)).body).toEqual(submitted.body);
    expect(await learner.save(id, question.id, 9, rightResponse(question))).toMatchObject({
      status: 409,
      body: { code: 'attempt_ended' },
    });
    const [event] = await quiz.events(attemptSubmitted, id);
    expect(event?.subject).toBe(attemptSubmitted.subject);
    expect(attemptSubmitted.payload.parse(event?.payload)).toMatchObject({
      millipoints: 7_000,
      state: 'submitted',
    });
    const [published] = await quiz.events(quizPublished, quizId);
    expect(quizPublished.payload.parse(published?.payload)).toMatchObject({
      quizId,
      version: 1,
      questionCount: 7,
    });
  });

  it('should keep to the version that the attempt was started with', async () => {
    const quizId = await quiz.publish(author);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    const before = await learner.questions(id);

    const draft = await quiz.send('GET', `/v1/quizzes/${quizId}/draft`, { token: author });
    const [first, ...others] = draft.body.draft.questions;
    await quiz.send('PUT', `/v1/quizzes/${quizId}/draft`, {
      token: author,
      body: {
        ...draft.body.draft,
        questions: [{ ...first, prompt: 'Another question?' }, ...others.slice(1)],
      },
      headers: { 'if-match': draft.headers.get('etag') ?? '' },
    });
    await quiz.send('POST', `/v1/quizzes/${quizId}/publish`, { token: author });
    await quiz.send('POST', `/v1/quizzes/${quizId}/archive`, { token: author });

    expect(await learner.questions(id)).toEqual(before);
    await learner.answerAll(id);
    expect((await learner.submit(id)).body).toMatchObject({ version: 1, marks: { millipoints: 7_000 } });
    expect((await learner.start(quizId)).body.code).toBe('quiz_not_found');
  });

  it('should show each attempt its own order, the same at every look', async () => {
    const quizId = await quiz.publish(author, { shuffleQuestions: true });
    const orders = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const learner = await quiz.learner();
      const { id } = (await learner.start(quizId)).body;
      const questions = await learner.questions(id);
      expect(await learner.questions(id)).toEqual(questions);
      orders.add(questions.map(({ question }: { question: { id: string } }) => question.id).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it('should list attempts of all months, the newest first, whatever the size of the page', async () => {
    const quizId = await quiz.publish(author, {});
    const learner = await quiz.learner();
    const started: string[] = [];
    for (const daysAgo of [700, 500, 200, 100, 40, 0]) {
      quiz.clock.reset();
      quiz.clock.advance(-daysAgo * 86_400);
      const { id } = (await learner.start(quizId)).body;
      await learner.submit(id);
      started.unshift(id);
    }
    quiz.clock.reset();
    for (const limit of [1, 4, 100]) {
      const listed: string[] = [];
      for (let cursor = ''; listed.length < started.length;) {
        const { items, nextCursor } = (await learner.get(`/v1/attempts?limit=${limit}${cursor}`)).body;
        listed.push(...items.map(({ id }: { id: string }) => id));
        cursor = `&cursor=${nextCursor}`;
        if (nextCursor === null) break;
      }
      expect(listed).toEqual(started);
    }
  });

  it('should keep the opening window, and end attempts at its end', async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const quizId = await quiz.publish(author, {
      opensAt: at(1_000),
      closesAt: at(2_000),
      timeLimitSeconds: 5_000,
    });
    const learner = await quiz.learner();
    expect((await learner.start(quizId)).body.code).toBe('quiz_not_open');
    quiz.clock.advance(1_500);
    const { body } = await learner.start(quizId);
    expect(body.remainingSeconds).toBeLessThanOrEqual(500);
    quiz.clock.advance(520);
    expect((await learner.start(quizId)).body.code).toBe('quiz_closed');
    expect((await learner.attempt(body.id)).body.state).toBe('expired');
    quiz.clock.advance(200);
    const result = await learner.result(body.id);
    expect(result.body).toMatchObject({ phase: 'afterClose' });
    expect(result.body.questions[0].rightAnswer).toBeDefined();
  });

  it('should show what the policy of the phase allows, and leave out the rest', async () => {
    const nothing = { correctness: false, marks: false, feedback: false, rightAnswer: false };
    const review = {
      during: { correctness: true, feedback: true },
      rightAfter: nothing,
      later: { rightAnswer: true },
      rightAnswersBeforeLastAttempt: true,
    };
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author, { review }))).body;
    const { question } = await learner.first(id);
    await learner.save(id, question.id, 1, rightResponse(question));
    const result = async () => (await learner.result(id)).body;
    const during = await result();
    expect(during.questions[0]).toMatchObject({ correctness: 'correct', feedback: 'It lies on the Seine.' });
    expect(Object.keys(during.questions[1])).toEqual(['position', 'questionId', 'response']);
    expect(during.marks).toBeUndefined();
    const after = (await learner.submit(id)).body;
    expect(after.phase).toBe('rightAfter');
    expect(Object.keys(after.questions[0])).toEqual(['position', 'questionId', 'response']);
    quiz.clock.advance(121);
    const later = await result();
    expect(later).toMatchObject({ phase: 'later', marks: { millipoints: 1_000 } });
    expect(later.questions[0].rightAnswer).toEqual(rightResponse(question));
  });

  it('should show right answers only once no further attempt is possible', async () => {
    const review = { rightAfter: { rightAnswer: true }, later: { rightAnswer: true } };
    const quizId = await quiz.publish(author, { attemptsAllowed: 2, review });
    const learner = await quiz.learner();
    const shown = async (id: string) =>
      (await learner.result(id)).body.questions.filter((one: object) => 'rightAnswer' in one).length;
    const first = (await learner.start(quizId)).body.id;
    const handedIn = (await learner.submit(first)).body;
    expect(handedIn.questions.some((one: object) => 'rightAnswer' in one)).toBe(false);
    const second = (await learner.start(quizId)).body.id;
    expect(await shown(first)).toBe(0);
    await learner.submit(second);
    expect(await shown(second)).toBe(7);
    expect(await shown(first)).toBe(7);
  });

  it('should go by the rules in force when it says whether a further attempt is possible', async () => {
    const review = { rightAfter: { rightAnswer: true } };
    const quizId = await quiz.publish(author, { attemptsAllowed: 1, review });
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    const shown = async () => 'rightAnswer' in (await learner.result(id)).body.questions[0];
    await learner.submit(id);
    expect(await shown()).toBe(true);
    await quiz.edit(author, quizId, { settings: { attemptsAllowed: 2, review } });
    expect(await shown()).toBe(false);
    await quiz.send('POST', `/v1/quizzes/${quizId}/archive`, { token: author });
    expect(await shown()).toBe(true);
  });

  it('should show right answers between attempts where the author chose so, with a warning', async () => {
    const review = { rightAfter: { rightAnswer: true }, rightAnswersBeforeLastAttempt: true };
    const quizId = await quiz.publish(author, { attemptsAllowed: 2, review });
    const draft = await quiz.send('GET', `/v1/quizzes/${quizId}/draft`, { token: author });
    expect(draft.body.warnings).toMatchObject([{ code: 'right_answers_before_last_attempt' }]);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    expect((await learner.submit(id)).body.questions[0].rightAnswer).toBeDefined();
  });

  it("should answer about somebody else's attempt exactly as about none", async () => {
    const owner = await quiz.learner();
    const { id } = (await owner.start(await quiz.publish(author))).body;
    const { question } = await owner.first(id);
    const none = newId(bucketOfId(id));
    const stranger = await quiz.learner();
    const calls: [string, string, unknown][] = [
      ['GET', '', undefined],
      ['GET', '/questions', undefined],
      ['GET', '/questions/1', undefined],
      ['GET', '/result', undefined],
      ['POST', '/submit', undefined],
      ['PUT', `/answers/${question.id}`, { sequence: 1, response: null }],
    ];
    for (const [method, tail, body] of calls) {
      const ask = async (attemptId: string, { token }: Learner) => {
        const answer = await quiz.send(method, `/v1/attempts/${attemptId}${tail}`, { token, body });
        return { ...answer.body, instance: '', requestId: '' };
      };
      expect(await ask(id, stranger)).toEqual(await ask(none, stranger));
      expect(await ask(id, stranger)).toMatchObject({ status: 404, code: 'attempt_not_found' });
      expect((await quiz.send(method, `/v1/attempts/${id}${tail}`, { body })).status).toBe(401);
      expect((await quiz.send(method, `/v1/attempts/${id}${tail}`, { token: author, body })).status).toBe(
        403,
      );
    }
    const admin = await quiz.token(unique('admin'), 'admin');
    expect((await quiz.send('GET', `/v1/attempts/${id}`, { token: admin })).status).toBe(200);
    expect((await quiz.send('POST', `/v1/attempts/${id}/submit`, { token: admin })).status).toBe(403);
    expect((await owner.attempt(id)).body.state).toBe('in_progress');
  });
});
