import { Strategies } from '@tenfold/strategies';
import { unique, waitFor } from '@tenfold/testing';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { rightResponse } from './factories/quiz.factory.js';
import type { Learner } from './learner.js';
import { QuizApp } from './quiz-app.js';

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS with the consumer of a serving process. The clock is moved by the test. */
describe('statistics', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start(undefined, { consuming: true });
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  const read = async (path: string) => quiz.send('GET', path, { token: author });

  /** Answers so many of the seven questions right, in the order of their types, and says nothing to the others. */
  const take = async (learner: Learner, quizId: string, right: number): Promise<string> => {
    const { id } = (await learner.start(quizId)).body;
    const items = (await learner.questions(id)).toSorted((a, b) =>
      a.question.type < b.question.type ? -1 : 1,
    );
    for (const { question } of items.slice(0, right))
      await learner.save(id, question.id, 1, rightResponse(question));
    return id;
  };

  const counted = (quizId: string, ended: number) =>
    waitFor(async () => {
      const { body } = await read(`/v1/quizzes/${quizId}/statistics`);
      if (body.submitted + body.expired !== ended) throw new Error(JSON.stringify(body));
      return body;
    });

  it('should come to what the attempts come to, by events alone', async () => {
    const quizId = await quiz.publish(author, { timeLimitSeconds: 600 });
    const [ann, bob, eve, tim] = [
      await quiz.learner(),
      await quiz.learner(),
      await quiz.learner(),
      await quiz.learner(),
    ];
    await ann.submit(await take(ann, quizId, 7));
    await bob.submit(await take(bob, quizId, 0));
    await take(tim, quizId, 1);
    const late = await take(eve, quizId, 3);
    quiz.clock.advance(700);
    expect((await eve.attempt(late)).body.state).toBe('expired');

    // The start of who has not ended comes by an event of its own.
    const body = await waitFor(async () => {
      const all = await counted(quizId, 3);
      return all.started === 4 ? all : undefined;
    });
    expect(body).toMatchObject({ quizId, submitted: 2, expired: 1, completion: 0.5, started: 4 });
    expect(body.histogram).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    // 100, 0 and 42.86 percent.
    expect(body.score).toEqual({ mean: 47.62, deviation: 40.9633 });
    expect(body.versions).toEqual([{ version: 1, ...body, quizId: undefined, versions: undefined }]);

    const questions = (await read(`/v1/quizzes/${quizId}/statistics/questions`)).body.items;
    expect(questions.map(({ position }: { position: number }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const single = questions.find(({ type }: { type: string }) => type === 'single');
    expect(single).toMatchObject({
      attempts: 3,
      answered: 1,
      skipped: 2,
      difficulty: 0.3333,
      outcomes: { correct: 1, partial: 0, incorrect: 0, unanswered: 2 },
    });
    const picks = single.choices.map((one: { picks: number }) => one.picks);
    expect(picks.toSorted()).toEqual([0, 0, 1]);
    const text = questions.find(({ type }: { type: string }) => type === 'short_text');
    expect(text).toMatchObject({ answered: 1, choices: [] });
    // Points of this one: 1, 0, 0; of the rest of the attempts: 6, 0, 3.
    expect(text.discrimination).toBe(0.866);
  });

  it('should count an attempt once, however often and in whatever order it is told of', async () => {
    const quizId = await quiz.publish(author);
    const learner = await quiz.learner();
    const id = await take(learner, quizId, 7);
    await learner.submit(id);
    const service = quiz.app.get(AggregatesService, { strict: false });
    // Beside whatever the consumer of this process makes of the same events.
    const [start, end] = [{ attemptId: id, quizId, version: 1 } as never, { attemptId: id } as never];
    await Promise.all([service.submitted([end, end]), service.started([start]), service.submitted([end])]);
    await service.started([start, start]);
    expect(await counted(quizId, 1)).toMatchObject({ started: 1, submitted: 1 });
  });

  it('should page through the questions of the version that was begun with', async () => {
    const quizId = await quiz.publish(author);
    const url = `/v1/quizzes/${quizId}/statistics/questions?limit=4`;
    const first = (await read(url)).body;
    const second = (await read(`${url}&cursor=${first.nextCursor}`)).body;
    const positions = [...first.items, ...second.items].map(({ position }) => position);
    expect(positions).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(second.nextCursor).toBeNull();
    expect(first.items[0]).toMatchObject({ attempts: 0, difficulty: null, discrimination: null });
    expect((await read(`${url}&version=2`)).status).toBe(404);
  });

  it('should be for owner and staff', async () => {
    const quizId = await quiz.publish(author);
    const ask = async (...roles: Parameters<QuizApp['token']>[1][]) => {
      const token = await quiz.token(unique('somebody'), ...roles);
      return (await quiz.send('GET', `/v1/quizzes/${quizId}/statistics`, { token })).status;
    };
    expect(await ask('staff')).toBe(200);
    expect(await ask('admin')).toBe(200);
    expect(await ask('author')).toBe(404);
    expect(await ask('learner')).toBe(403);
  });

  it('should be the same without sums', async () => {
    const quizId = await quiz.publish(author);
    for (const right of [7, 2, 2, 0]) {
      const learner = await quiz.learner();
      await learner.submit(await take(learner, quizId, right));
    }
    await counted(quizId, 4);
    const paths = ['', '/questions', '/questions?limit=3&version=1'].map(
      (tail) => `/v1/quizzes/${quizId}/statistics${tail}`,
    );
    const kept = await Promise.all(paths.map(async (path) => (await read(path)).text));
    const strategies = quiz.app.get(Strategies, { strict: false });
    strategies.set({ preaggregate: false });
    try {
      // Attempts lie on both shards, and the replica of the other one may be behind.
      await waitFor(async () => {
        const naive = await Promise.all(paths.map(async (path) => (await read(path)).text));
        if (JSON.stringify(naive) !== JSON.stringify(kept)) throw new Error(JSON.stringify({ naive, kept }));
        return true;
      });
    } finally {
      strategies.set({ preaggregate: true });
    }
  });
});
