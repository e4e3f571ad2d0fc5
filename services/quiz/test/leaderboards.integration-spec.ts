import { Strategies } from '@tenfold/strategies';
import { unique, waitFor } from '@tenfold/testing';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { LeaderboardsRepository } from '../src/leaderboards/leaderboards.repository.js';
import type { Learner } from './learner.js';
import { QuizApp } from './quiz-app.js';

interface Shown {
  readonly rank: number;
  readonly name: string;
  readonly score: number;
  readonly me?: true;
  readonly learner?: string;
  readonly reachedAt: string;
}

const QUESTIONS = Array.from({ length: 4 }, (_, n) => ({
  type: 'true_false',
  prompt: `Question ${n}`,
  answer: true,
}));
const SEEN = { leaderboard: 'learners' };

/** Real: HTTP stack, tokens, Postgres (two shards), Redis, NATS. Who submits is counted at once, by the service of the consumer. */
describe('leaderboards', () => {
  let quiz: QuizApp;
  let author: string;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    author = await quiz.token(unique('author'), 'author');
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  const publish = async (settings: Readonly<Record<string, unknown>>): Promise<string> => {
    const body = { title: unique('Board'), settings, questions: QUESTIONS };
    const { id } = (await quiz.send('POST', '/v1/quizzes', { token: author, body })).body;
    await quiz.send('POST', `/v1/quizzes/${id}/publish`, { token: author });
    return id;
  };

  /** The replica that answers has what the primary has. */
  const shown = (quizId: string): Promise<true> =>
    waitFor(async () => {
      const kept = await quiz.app
        .get(LeaderboardsRepository, { strict: false })
        .page(quizId, { direction: 'forward', key: [] }, 100);
      const { items } = (
        await quiz.send('GET', `/v1/quizzes/${quizId}/leaderboard?limit=100`, { token: author })
      ).body;
      const places = kept.map(({ learner, gap, reachedAt }) => [learner, gap, reachedAt].join());
      const found = items.map((one: Shown) => [one.learner, 10_000 - one.score * 100, one.reachedAt].join());
      return places.join() === found.join() ? (true as const) : undefined;
    });

  const score = async (learner: Learner, quizId: string, right: number): Promise<void> => {
    const attempt = (await learner.start(quizId)).body;
    const items = await learner.questions(attempt.id);
    for (const [index, { question }] of items.entries())
      await learner.save(attempt.id, question.id, 1, { type: 'true_false', value: index < right });
    await learner.submit(attempt.id);
    const event = { attemptId: attempt.id, quizId, version: 1 } as never;
    await quiz.app.get(AggregatesService, { strict: false }).submitted([event]);
    // The next one ends later by the clock of the server, too.
    quiz.clock.advance(1);
    await shown(quizId);
  };

  const all = async (quizId: string, token: string, limit: number): Promise<Shown[]> => {
    const items: Shown[] = [];
    let cursor = '';
    do {
      const { body } = await quiz.send('GET', `/v1/quizzes/${quizId}/leaderboard?limit=${limit}${cursor}`, {
        token,
      });
      items.push(...body.items);
      cursor = body.nextCursor === null ? '' : `&cursor=${body.nextCursor}`;
    } while (cursor !== '');
    return items;
  };

  const learners = (count: number) => Promise.all(Array.from({ length: count }, () => quiz.learner()));

  it('should rank by score, let equal scores share a rank, and keep who was first in front', async () => {
    const quizId = await publish(SEEN);
    const people = await learners(5);
    for (const [index, right] of [2, 4, 2, 0, 2].entries())
      await score(people[index] as Learner, quizId, right);
    const board = await all(quizId, author, 2);
    expect(board.map(({ rank, score: points }) => [rank, points])).toEqual([[1, 100], [2, 50], [2, 50], [2, 50], [5, 0]]); // prettier-ignore
    const order = [1, 0, 2, 4, 3].map((index) => people[index]?.subject);
    expect(board.map(({ learner }) => learner)).toEqual(order);
  });

  it.each([
    ['highest', 75],
    ['first', 25],
    ['last', 50],
    ['average', 50],
  ])('should count the %s attempt', async (gradingRule, expected) => {
    const quizId = await publish({ ...SEEN, gradingRule });
    const [learner] = await learners(1);
    for (const right of [1, 3, 2]) await score(learner as Learner, quizId, right);
    const board = await all(quizId, author, 10);
    expect(board).toEqual([expect.objectContaining({ rank: 1, score: expected })]);
  });

  it('should show a learner its own place among its neighbours, and nobody else by name', async () => {
    const quizId = await publish(SEEN);
    const people = await learners(5);
    for (const [index, right] of [4, 3, 2, 1, 0].entries())
      await score(people[index] as Learner, quizId, right);
    const third = people[2] as Learner;
    const { body } = await third.get(`/v1/quizzes/${quizId}/leaderboard/me?neighbours=1`);
    expect(body.place).toMatchObject({ rank: 3, score: 50, me: true });
    expect(body.above.map((one: Shown) => one.rank)).toEqual([2]);
    expect(body.below.map((one: Shown) => one.rank)).toEqual([4]);
    const everything = await third.get(`/v1/quizzes/${quizId}/leaderboard`);
    for (const { subject } of people) expect(everything.text + JSON.stringify(body)).not.toContain(subject);
    const names = everything.body.items.map(({ name }: Shown) => name);
    expect(new Set(names).size).toBe(5);
    expect(names).toContain(body.above[0].name);
  });

  it('should give a learner another name on another board', async () => {
    const learner = await quiz.learner();
    const names: string[] = [];
    for (const quizId of [await publish(SEEN), await publish(SEEN)]) {
      await score(learner, quizId, 1);
      names.push((await learner.get(`/v1/quizzes/${quizId}/leaderboard/me`)).body.place.name);
    }
    expect(new Set(names).size).toBe(2);
  });

  it('should be shown to whom the author says, and while marks are', async () => {
    const shut = { correctness: false, marks: false, feedback: false, rightAnswer: false };
    const asked = async (settings: Readonly<Record<string, unknown>>) => {
      const path = `/v1/quizzes/${await publish(settings)}/leaderboard`;
      const learner = await quiz.learner();
      const answers = [
        await quiz.send('GET', path),
        await learner.get(path),
        await learner.get(`${path}/me`),
        await quiz.send('GET', path, { token: author }),
      ];
      return answers.map(({ status, body }) => body.code ?? status);
    };
    const hidden = 'leaderboard_not_found';
    const nowhere = 'leaderboard_place_not_found';
    expect(await asked({})).toEqual([hidden, hidden, hidden, 200]);
    expect(await asked({ leaderboard: 'learners' })).toEqual([hidden, 200, nowhere, 200]);
    expect(await asked({ leaderboard: 'public' })).toEqual([200, 200, nowhere, 200]);
    expect(await asked({ leaderboard: 'public', review: { later: shut } })).toEqual([
      hidden,
      hidden,
      hidden,
      200,
    ]);
  });

  it('should be the same when it is sorted at each request', async () => {
    const quizId = await publish({ ...SEEN, gradingRule: 'average' });
    const people = await learners(6);
    for (const [index, right] of [1, 3, 3, 4, 0, 1].entries())
      await score(people[index] as Learner, quizId, right);
    await score(people[0] as Learner, quizId, 4);
    const ask = async (): Promise<string[]> => {
      const own = await Promise.all(
        people.map((one) => one.get(`/v1/quizzes/${quizId}/leaderboard/me?neighbours=2`)),
      );
      const board = await all(quizId, author, 2);
      return [...own.map(({ text }) => text), JSON.stringify(board)];
    };
    const kept = await ask();
    const strategies = quiz.app.get(Strategies, { strict: false });
    strategies.set({ preaggregate: false });
    try {
      // Attempts lie on both shards, and the replica of the other one may be behind.
      await waitFor(async () => JSON.stringify(await ask()) === JSON.stringify(kept));
    } finally {
      strategies.set({ preaggregate: true });
    }
  });
});
