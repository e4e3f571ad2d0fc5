import { attemptSubmitted, quizPublished } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { bucketOfId, newId } from '@tenfold/ids';
import { ExpirySweep } from '../src/attempts/expiry-sweep.js';
import { quizBody, rightResponse, unique } from './factories/quiz.factory.js';
import { QuizApp } from './quiz-app.js';

const OUTBOX = statement(
  'test.outbox',
  `SELECT subject, payload FROM quiz.outbox WHERE bucket = $1 AND payload ->> $2 = $3`,
);

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

  const publish = async (settings: Record<string, unknown> = {}): Promise<string> => {
    const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body: quizBody({ settings }) }))
      .body;
    expect((await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author })).status).toBe(200);
    return id;
  };

  const learner = () => quiz.token(unique('learner'), 'learner');

  const start = (token: string, quizId: string, headers: Record<string, string> = {}) =>
    quiz.send('POST', '/v1/attempts', { token, body: { quizId }, headers });

  const questionsOf = async (token: string, attemptId: string) =>
    (await quiz.send('GET', `/v1/attempts/${attemptId}/questions?limit=100`, { token })).body.items;

  const save = (token: string, attemptId: string, questionId: string, sequence: number, response: unknown) =>
    quiz.send('PUT', `/v1/attempts/${attemptId}/answers/${questionId}`, {
      token,
      body: { sequence, response },
    });

  const answerAll = async (token: string, attemptId: string): Promise<void> => {
    for (const { question } of await questionsOf(token, attemptId)) {
      expect(await save(token, attemptId, question.id, 1, rightResponse(question))).toMatchObject({
        status: 200,
      });
    }
  };

  const submit = (token: string, attemptId: string) =>
    quiz.send('POST', `/v1/attempts/${attemptId}/submit`, { token });

  const events = (bucketId: string, member: string, value: string) =>
    quiz.shards
      .forId(bucketId)
      .query<{ subject: string; payload: unknown }>(OUTBOX, [bucketOfId(bucketId), member, value]);

  it('should lead an attempt from start to result', async () => {
    const quizId = await publish({ timeLimitSeconds: 600, passMarkPercent: 50, shuffleQuestions: true });
    const token = await learner();
    const started = await start(token, quizId);
    expect(started.status).toBe(201);
    const { id } = started.body;
    expect(started.headers['location']).toBe(`/v1/attempts/${id}`);
    expect(started.body).toMatchObject({
      state: 'in_progress',
      number: 1,
      version: 1,
      remainingSeconds: 600,
    });

    const [{ question }] = await questionsOf(token, id);
    await save(token, id, question.id, 1, rightResponse(question));
    const resumed = await quiz.send('GET', `/v1/attempts/${id}`, { token });
    expect(resumed.body).toMatchObject({ state: 'in_progress', answeredPositions: [1], questionCount: 7 });
    const shown = await quiz.send('GET', `/v1/attempts/${id}/questions/1`, { token });
    expect(shown.body).toMatchObject({
      question,
      answer: { sequence: 1, response: rightResponse(question) },
    });
    expect((await quiz.send('GET', `/v1/attempts/${id}/result`, { token })).body.code).toBe(
      'attempt_in_progress',
    );

    await answerAll(token, id);
    const submitted = await submit(token, id);
    expect(submitted).toMatchObject({
      status: 200,
      body: {
        state: 'submitted',
        phase: 'rightAfter',
        passed: true,
        marks: { millipoints: 7_000, maxMillipoints: 7_000 },
      },
    });
    expect((await quiz.send('GET', `/v1/attempts/${id}/result`, { token })).body).toEqual(submitted.body);
    expect(await save(token, id, question.id, 9, rightResponse(question))).toMatchObject({
      status: 409,
      body: { code: 'attempt_ended' },
    });
    const [event] = await events(id, 'attemptId', id);
    expect(event?.subject).toBe(attemptSubmitted.subject);
    expect(attemptSubmitted.payload.parse(event?.payload)).toMatchObject({
      millipoints: 7_000,
      state: 'submitted',
    });
    const [published] = await events(quizId, 'quizId', quizId);
    expect(quizPublished.payload.parse(published?.payload)).toMatchObject({
      quizId,
      version: 1,
      questionCount: 7,
    });
  });

  it('should keep to the version that the attempt was started with', async () => {
    const quizId = await publish();
    const token = await learner();
    const { id } = (await start(token, quizId)).body;
    const before = await questionsOf(token, id);

    const draft = await quiz.send('GET', `/v1/quizzes/${quizId}/draft`, { token: author });
    const [first, ...others] = draft.body.draft.questions;
    await quiz.send('PUT', `/v1/quizzes/${quizId}/draft`, {
      token: author,
      body: {
        ...draft.body.draft,
        questions: [{ ...first, prompt: 'Another question?' }, ...others.slice(1)],
      },
      headers: { 'if-match': draft.headers['etag'] ?? '' },
    });
    await quiz.send('POST', `/v1/quizzes/${quizId}/publish`, { token: author });
    await quiz.send('POST', `/v1/quizzes/${quizId}/archive`, { token: author });

    expect(await questionsOf(token, id)).toEqual(before);
    await answerAll(token, id);
    expect((await submit(token, id)).body).toMatchObject({ version: 1, marks: { millipoints: 7_000 } });
    expect((await start(token, quizId)).body.code).toBe('quiz_not_found');
  });

  it('should show each attempt its own order, the same at every look', async () => {
    const quizId = await publish({ shuffleQuestions: true });
    const orders = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const token = await learner();
      const { id } = (await start(token, quizId)).body;
      const questions = await questionsOf(token, id);
      expect(await questionsOf(token, id)).toEqual(questions);
      orders.add(questions.map(({ question }: { question: { id: string } }) => question.id).join());
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  it('should end with the newest of many answers that arrive at once in any order', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish())).body;
    const questions = await questionsOf(token, id);
    const { question } = questions.find(
      (item: { question: { type: string } }) => item.question.type === 'short_text',
    );
    const other = questions.find(
      (item: { question: { type: string } }) => item.question.type === 'true_false',
    ).question;
    const sequences = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) + 1);
    const answers = await Promise.all([
      ...sequences.map((sequence) =>
        save(token, id, question.id, sequence, { type: 'short_text', text: `${sequence}` }),
      ),
      save(token, id, other.id, 1, { type: 'true_false', value: false }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const items = await questionsOf(token, id);
    const stored = (questionId: string) =>
      items.find((item: { question: { id: string } }) => item.question.id === questionId).answer;
    expect(stored(question.id)).toMatchObject({ sequence: 20, response: { type: 'short_text', text: '20' } });
    expect(stored(other.id)).toMatchObject({ sequence: 1, response: { type: 'true_false', value: false } });

    const late = await save(token, id, question.id, 3, { type: 'short_text', text: '3' });
    expect(late).toMatchObject({ status: 200, body: { sequence: 20, response: { text: '20' } } });
    const cleared = await save(token, id, question.id, 21, null);
    expect(cleared).toMatchObject({ status: 200, body: { sequence: 21, response: null } });
  });

  it('should submit once, however many submits arrive at once', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish())).body;
    await answerAll(token, id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => submit(token, id)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await events(id, 'attemptId', id)).toHaveLength(1);
    expect((await submit(token, id)).text).toBe(answers[0]?.text);
  });

  it('should count every answer that was acknowledged before the submit was', async () => {
    const quizId = await publish({ review: { rightAfter: { marks: true } } });
    for (let round = 0; round < 5; round += 1) {
      const token = await learner();
      const { id } = (await start(token, quizId)).body;
      const questions = await questionsOf(token, id);
      const [submitted, ...saves] = await Promise.all([
        submit(token, id),
        ...questions.map(({ question }: { question: { id: string; type: string } }) =>
          save(token, id, question.id, 1, rightResponse(question)),
        ),
      ]);
      const acknowledged = saves.filter(({ status }) => status === 200).length;
      for (const { status, body } of saves) if (status !== 200) expect(body.code).toBe('attempt_ended');
      expect(submitted?.body.marks.millipoints).toBe(acknowledged * 1_000);
    }
  });

  it('should take answers in the grace period, refuse them after it, and grade what was saved', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish({ timeLimitSeconds: 60, graceSeconds: 10 }))).body;
    const questions = await questionsOf(token, id);
    const [first, second] = questions.map(({ question }: { question: unknown }) => question);
    quiz.clock.advance(65);
    expect((await save(token, id, first.id, 1, rightResponse(first))).status).toBe(200);
    expect((await quiz.send('GET', `/v1/attempts/${id}`, { token })).body).toMatchObject({
      state: 'in_progress',
      remainingSeconds: 0,
    });
    quiz.clock.advance(6);
    const refused = await save(token, id, second.id, 1, rightResponse(second));
    expect(refused).toMatchObject({ status: 409, body: { code: 'answer_too_late' } });
    expect((await save(token, id, second.id, 2, rightResponse(second))).body.code).toBe('answer_too_late');
    // The answer that got in is still confirmed to a client that did not hear of it.
    expect((await save(token, id, first.id, 1, rightResponse(first))).status).toBe(200);
    const result = await submit(token, id);
    expect(result.body).toMatchObject({ state: 'expired', marks: { millipoints: 1_000 } });
    const [attempt] = (await quiz.send('GET', '/v1/attempts', { token })).body.items;
    expect(attempt).toMatchObject({ id, state: 'expired', endedAt: attempt.deadlineAt });
  });

  it('should grade an attempt that nobody came back to', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish({ timeLimitSeconds: 60 }))).body;
    await answerAll(token, id);
    quiz.clock.advance(120);
    await quiz.app.get(ExpirySweep, { strict: false }).sweep();
    const [event] = await events(id, 'attemptId', id);
    expect(event?.payload).toMatchObject({ state: 'expired', millipoints: 7_000 });
    await quiz.app.get(ExpirySweep, { strict: false }).sweep();
    expect(await events(id, 'attemptId', id)).toHaveLength(1);
  });

  it('should grade an attempt whose grading was cut off', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish())).body;
    const seal = statement(
      'test.seal',
      `UPDATE quiz.attempt SET state = 'submitted', ended_at = started_at WHERE bucket = $1 AND id = $2`,
    );
    await quiz.shards.forId(id).query(seal, [bucketOfId(id), id]);
    expect((await quiz.send('GET', `/v1/attempts/${id}/result`, { token })).body.marks).toEqual({
      millipoints: 0,
      maxMillipoints: 7_000,
    });
    expect(await events(id, 'attemptId', id)).toHaveLength(1);
  });

  it('should allow no more attempts than the quiz does, even at once', async () => {
    const quizId = await publish({ attemptsAllowed: 3 });
    const token = await learner();
    const answers = await Promise.all(Array.from({ length: 10 }, () => start(token, quizId)));
    expect(
      answers
        .filter(({ status }) => status === 201)
        .map(({ body }) => body.number)
        .toSorted(),
    ).toEqual([1, 2, 3]);
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe('attempts_exhausted');
    const page = await quiz.send('GET', '/v1/attempts?limit=2', { token });
    expect(page.body.items).toHaveLength(2);
    expect(page.headers['link']).toContain('rel="next"');
    const rest = await quiz.send('GET', `/v1/attempts?limit=2&cursor=${page.body.nextCursor}`, { token });
    expect(rest.body).toMatchObject({ items: [{}], nextCursor: null });
  });

  it('should start one attempt per Idempotency-Key and answer repeats with the same bytes', async () => {
    const quizId = await publish({ attemptsAllowed: 1, timeLimitSeconds: 600 });
    const token = await learner();
    const headers = { 'idempotency-key': unique('key') };
    const answers = await Promise.all(Array.from({ length: 8 }, () => start(token, quizId, headers)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    await submit(token, answers[0]?.body.id);
    quiz.clock.advance(60);
    expect((await start(token, quizId, headers)).text).toBe(answers[0]?.text);
    const other = await start(token, await publish(), headers);
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    const bad = await start(token, quizId, { 'idempotency-key': 'two words' });
    expect(bad.body).toMatchObject({ status: 400, errors: [{ header: 'idempotency-key' }] });
    const stranger = await start(await learner(), quizId, headers);
    expect(stranger.body.id).not.toBe(answers[0]?.body.id);
  });

  it('should keep the opening window, and end attempts at its end', async () => {
    const at = (seconds: number) => new Date(Date.now() + seconds * 1_000).toISOString();
    const quizId = await publish({ opensAt: at(1_000), closesAt: at(2_000), timeLimitSeconds: 5_000 });
    const token = await learner();
    expect((await start(token, quizId)).body.code).toBe('quiz_not_open');
    quiz.clock.advance(1_500);
    const { body } = await start(token, quizId);
    expect(body.remainingSeconds).toBeLessThanOrEqual(500);
    quiz.clock.advance(520);
    expect((await start(token, quizId)).body.code).toBe('quiz_closed');
    expect((await quiz.send('GET', `/v1/attempts/${body.id}`, { token })).body.state).toBe('expired');
    quiz.clock.advance(200);
    const result = await quiz.send('GET', `/v1/attempts/${body.id}/result`, { token });
    expect(result.body).toMatchObject({ phase: 'afterClose' });
    expect(result.body.questions[0].rightAnswer).toBeDefined();
  });

  it('should show what the policy of the phase allows, and leave out the rest', async () => {
    const nothing = { correctness: false, marks: false, feedback: false, rightAnswer: false };
    const review = {
      during: { correctness: true, feedback: true },
      rightAfter: nothing,
      later: { rightAnswer: true },
    };
    const token = await learner();
    const { id } = (await start(token, await publish({ review }))).body;
    const [{ question }] = await questionsOf(token, id);
    await save(token, id, question.id, 1, rightResponse(question));
    const result = async () => (await quiz.send('GET', `/v1/attempts/${id}/result`, { token })).body;
    const during = await result();
    expect(during.questions[0]).toMatchObject({ correctness: 'correct', feedback: 'It lies on the Seine.' });
    expect(Object.keys(during.questions[1])).toEqual(['position', 'questionId', 'response']);
    expect(during.marks).toBeUndefined();
    const after = (await submit(token, id)).body;
    expect(after.phase).toBe('rightAfter');
    expect(Object.keys(after.questions[0])).toEqual(['position', 'questionId', 'response']);
    quiz.clock.advance(121);
    const later = await result();
    expect(later).toMatchObject({ phase: 'later', marks: { millipoints: 1_000 } });
    expect(later.questions[0].rightAnswer).toEqual(rightResponse(question));
  });

  it('should name what does not fit in an answer', async () => {
    const token = await learner();
    const { id } = (await start(token, await publish())).body;
    const byType = new Map(
      (await questionsOf(token, id)).map(({ question }: { question: { type: string } }) => [
        question.type,
        question,
      ]),
    ) as Map<string, { id: string; items: { id: string }[]; prompts: { id: string }[] }>;
    const foreign = 'zzzzzzzzzzzz';
    const cases: [string, unknown, string][] = [
      ['true_false', { type: 'single', optionId: foreign }, '/response/type'],
      ['single', { type: 'single', optionId: foreign }, '/response/optionId'],
      ['multiple', { type: 'multiple', optionIds: [foreign] }, '/response/optionIds/0'],
      ['multiple', { type: 'multiple', optionIds: 'x' }, '/response/optionIds'],
      ['numeric', { type: 'numeric', value: '1e3' }, '/response/value'],
      ['numeric', { type: 'numeric', value: 3 }, '/response/value'],
      ['short_text', { type: 'short_text', text: 'a\u0000' }, '/response/text'],
      [
        'ordering',
        { type: 'ordering', itemIds: [byType.get('ordering')?.items[0]?.id] },
        '/response/itemIds',
      ],
      [
        'matching',
        { type: 'matching', pairs: [{ promptId: foreign, choiceId: foreign }] },
        '/response/pairs/0/promptId',
      ],
      ['true_false', { type: 'true_false', value: true, correct: true }, '/response/correct'],
    ];
    for (const [type, response, pointer] of cases) {
      const answer = await save(token, id, byType.get(type)?.id ?? '', 1, response);
      expect(answer).toMatchObject({
        status: 400,
        body: {
          code: 'validation_failed',
          errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
        },
      });
    }
    expect((await save(token, id, newId(1), 1, null)).body.code).toBe('question_not_found');
    expect((await save(token, id, byType.get('single')?.id ?? '', 1.5, null)).status).toBe(400);
  });

  it("should answer about somebody else's attempt exactly as about none", async () => {
    const owner = await learner();
    const { id } = (await start(owner, await publish())).body;
    const [{ question }] = await questionsOf(owner, id);
    const none = newId(bucketOfId(id));
    const stranger = await learner();
    const calls: [string, string, unknown][] = [
      ['GET', '', undefined],
      ['GET', '/questions', undefined],
      ['GET', '/questions/1', undefined],
      ['GET', '/result', undefined],
      ['POST', '/submit', undefined],
      ['PUT', `/answers/${question.id}`, { sequence: 1, response: null }],
    ];
    for (const [method, tail, body] of calls) {
      const ask = async (attemptId: string, token: string) => {
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
    expect((await quiz.send('GET', `/v1/attempts/${id}`, { token: owner })).body.state).toBe('in_progress');
  });
});
