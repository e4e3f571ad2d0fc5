import { attemptSubmitted } from '@tenfold/contracts';
import { statement } from '@tenfold/database';
import { bucketOfId, newId } from '@tenfold/ids';
import { unique, waitFor } from '@tenfold/testing';
import { SAVE, SAVE_MANY } from '../src/attempts/answers.repository.js';
import { ExpirySweep } from '../src/attempts/expiry-sweep.js';
import { rightResponse } from './factories/quiz.factory.js';
import { QuizApp, type Answer } from './quiz-app.js';

const WAITING = statement(
  'test.waiting',
  `SELECT pid FROM pg_stat_activity
   WHERE wait_event_type = 'Lock' AND usename = current_user AND query LIKE '%UPDATE quiz.attempt SET%'`,
);

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. The clock is moved by the test. */
describe('saving answers and submitting', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  it('should end with the newest of many answers that arrive at once in any order', async () => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author))).body;
    const question = await learner.question(id, 'short_text');
    const other = await learner.question(id, 'true_false');
    const sequences = Array.from({ length: 20 }, (_, index) => ((index * 7) % 20) + 1);
    const answers = await Promise.all([
      ...sequences.map((sequence) =>
        learner.save(id, question.id, sequence, { type: 'short_text', text: `${sequence}` }),
      ),
      learner.save(id, other.id, 1, { type: 'true_false', value: false }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    const items = await learner.questions(id);
    const stored = (questionId: string) => items.find((item) => item.question.id === questionId)?.answer;
    expect(stored(question.id)).toMatchObject({ sequence: 20, response: { type: 'short_text', text: '20' } });
    expect(stored(other.id)).toMatchObject({ sequence: 1, response: { type: 'true_false', value: false } });

    const late = await learner.save(id, question.id, 3, { type: 'short_text', text: '3' });
    expect(late).toMatchObject({ status: 200, body: { sequence: 20, response: { text: '20' } } });
    const cleared = await learner.save(id, question.id, 21, null);
    expect(cleared).toMatchObject({ status: 200, body: { sequence: 21, response: null } });
  });

  it('should submit once, however many submits arrive at once', async () => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author))).body;
    await learner.answerAll(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => learner.submit(id)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await quiz.events(attemptSubmitted, id)).toHaveLength(1);
    expect((await learner.submit(id)).text).toBe(answers[0]?.text);
  });

  it('should count every answer that was acknowledged before the submit was', async () => {
    const quizId = await quiz.publish(author, { review: { rightAfter: { marks: true } } });
    for (let round = 0; round < 5; round += 1) {
      const learner = await quiz.learner();
      const { id } = (await learner.start(quizId)).body;
      const questions = await learner.questions(id);
      const [submitted, ...saves] = await Promise.all([
        learner.submit(id),
        ...questions.map(({ question }: { question: { id: string; type: string } }) =>
          learner.save(id, question.id, 1, rightResponse(question)),
        ),
      ]);
      const acknowledged = saves.filter(({ status }) => status === 200).length;
      for (const { status, body } of saves) if (status !== 200) expect(body.code).toBe('attempt_ended');
      expect(submitted?.body.marks.millipoints).toBe(acknowledged * 1_000);
    }
  });

  it.each([
    ['an answer that is', SAVE],
    ['answers that are', SAVE_MANY],
  ])('should wait, when it ends an attempt, for %s just being stored', async (_what, saving) => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author))).body;
    const question = await learner.question(id, 'true_false');
    const shard = quiz.shards.forId(id);
    let submitted: Promise<Answer> | undefined;
    await shard.transaction(async (tx) => {
      const at = new Date(quiz.clock.now()).toISOString();
      const response = '{"type":"true_false","value":true}';
      const one = [bucketOfId(id), id, learner.subject, question.id, 1, response, at];
      const values = saving === SAVE ? one : [...one.map((value) => [value]), id, id];
      expect(await tx.query(saving, values)).toHaveLength(1);
      submitted = learner.submit(id);
      await waitFor(async () => (await shard.query(WAITING, [])).length > 0);
    });
    expect((await submitted)?.body.marks.millipoints).toBe(1_000);
  });

  it('should take answers in the grace period, refuse them after it, and grade what was saved', async () => {
    const learner = await quiz.learner();
    const { id } = (
      await learner.start(await quiz.publish(author, { timeLimitSeconds: 60, graceSeconds: 10 }))
    ).body;
    const first = await learner.question(id, 'single');
    const second = await learner.question(id, 'numeric');
    quiz.clock.advance(65);
    expect((await learner.save(id, first.id, 1, rightResponse(first))).status).toBe(200);
    expect((await learner.attempt(id)).body).toMatchObject({
      state: 'in_progress',
      remainingSeconds: 0,
    });
    quiz.clock.advance(6);
    const refused = await learner.save(id, second.id, 1, rightResponse(second));
    expect(refused).toMatchObject({ status: 409, body: { code: 'answer_too_late' } });
    expect((await learner.save(id, second.id, 2, rightResponse(second))).body.code).toBe('answer_too_late');
    // The answer that got in is still confirmed to a client that did not hear of it.
    expect((await learner.save(id, first.id, 1, rightResponse(first))).status).toBe(200);
    const result = await learner.submit(id);
    expect(result.body).toMatchObject({ state: 'expired', marks: { millipoints: 1_000 } });
    const [attempt] = (await learner.get('/v1/attempts')).body.items;
    expect(attempt).toMatchObject({ id, state: 'expired', endedAt: attempt.deadlineAt });
  });

  it('should grade an attempt that nobody came back to', async () => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author, { timeLimitSeconds: 60 }))).body;
    await learner.answerAll(id);
    quiz.clock.advance(120);
    await quiz.app.get(ExpirySweep, { strict: false }).gradeOverdue();
    const [event] = await quiz.events(attemptSubmitted, id);
    expect(event?.payload).toMatchObject({ state: 'expired', millipoints: 7_000 });
    await quiz.app.get(ExpirySweep, { strict: false }).gradeOverdue();
    expect(await quiz.events(attemptSubmitted, id)).toHaveLength(1);
  });

  it('should grade an attempt whose grading was cut off', async () => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author))).body;
    const seal = statement(
      'test.seal',
      `UPDATE quiz.attempt SET state = 'submitted', ended_at = started_at WHERE bucket = $1 AND id = $2`,
    );
    await quiz.shards.forId(id).query(seal, [bucketOfId(id), id]);
    expect((await learner.result(id)).body.marks).toEqual({
      millipoints: 0,
      maxMillipoints: 7_000,
    });
    expect(await quiz.events(attemptSubmitted, id)).toHaveLength(1);
  });

  it('should name what does not fit in an answer', async () => {
    const learner = await quiz.learner();
    const { id } = (await learner.start(await quiz.publish(author))).body;
    const ordering = await learner.question(id, 'ordering');
    const foreign = 'zzzzzzzzzzzz';
    const cases: [string, unknown, string][] = [
      ['true_false', { type: 'single', optionId: foreign }, '/response/type'],
      ['single', { type: 'single', optionId: foreign }, '/response/optionId'],
      ['multiple', { type: 'multiple', optionIds: [foreign] }, '/response/optionIds/0'],
      ['multiple', { type: 'multiple', optionIds: 'x' }, '/response/optionIds'],
      ['numeric', { type: 'numeric', value: '1,3' }, '/response/value'],
      ['numeric', { type: 'numeric', value: 3 }, '/response/value'],
      ['short_text', { type: 'short_text', text: 'a\u0000' }, '/response/text'],
      ['ordering', { type: 'ordering', itemIds: [ordering.items?.[0]?.id] }, '/response/itemIds'],
      [
        'matching',
        { type: 'matching', pairs: [{ promptId: foreign, choiceId: foreign }] },
        '/response/pairs/0/promptId',
      ],
      ['true_false', { type: 'true_false', value: true, correct: true }, '/response/correct'],
    ];
    for (const [type, response, pointer] of cases) {
      const answer = await learner.save(id, (await learner.question(id, type)).id, 1, response);
      expect(answer).toMatchObject({
        status: 400,
        body: {
          code: 'validation_failed',
          errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
        },
      });
    }
    expect((await learner.save(id, newId(1), 1, null)).body.code).toBe('question_not_found');
    expect((await learner.save(id, ordering.id, 1.5, null)).status).toBe(400);
  });
});
