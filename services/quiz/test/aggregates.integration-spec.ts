import { statement } from '@tenfold/database';
import { bucketOfId } from '@tenfold/ids';
import { waitFor } from '@tenfold/testing';
import fc from 'fast-check';
import { AggregatesRepository } from '../src/aggregates/aggregates.repository.js';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { APPLY } from '../src/aggregates/aggregates.statements.js';
import type { Contribution, Start } from '../src/aggregates/contribution.js';
import { GRADING_RULES } from '../src/quizzes/dto/settings.dto.js';
import { RebuildService } from '../src/rebuild/rebuild.service.js';
import { QuizApp } from './quiz-app.js';
import { QuizHistory } from './quiz-history.js';
import { recompute } from './recompute.js';

const RUNS = 12;
const PATIENCE_MS = 90_000;
const DIGITS = 2;

const SPOIL = statement(
  'test.spoil',
  'UPDATE quiz.version_statistics SET submitted = submitted + 1 WHERE bucket = $1 AND quiz_id = $2',
);
const FORGET = statement(
  'test.forget_entry',
  'DELETE FROM quiz.leaderboard_entry WHERE bucket = $1 AND quiz_id = $2',
);
const GENERATIONS = statement(
  'test.generations',
  'SELECT DISTINCT generation FROM quiz.leaderboard_entry WHERE bucket = $1 AND quiz_id = $2',
);

/** The inbox asked whether an attempt is new; here nobody asks. */
const APPLY_WITHOUT_INBOX = statement(
  'test.apply_without_inbox',
  APPLY.text.replace(/fresh AS \([^]*?\n\),/, 'fresh AS (SELECT bucket, message_id FROM delta),'),
);

class WithoutInbox extends AggregatesRepository {
  constructor(private readonly quiz: QuizApp) {
    super(quiz.shards);
  }

  override async apply(contributions: readonly Contribution[]): Promise<void> {
    for (const one of contributions)
      await this.quiz.shards
        .forId(one.quizId)
        .query(APPLY_WITHOUT_INBOX, [[bucketOfId(one.quizId)], [JSON.stringify(one)], false]);
  }

  override async applyStarted(starts: readonly Omit<Start, 'kind'>[]): Promise<void> {
    await this.apply(starts.map((one) => ({ kind: 'started', ...one })));
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('start' as const), learner: fc.nat(3) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer' as const), pick: fc.nat(9), question: fc.nat(3), value: fc.boolean() }) }, // prettier-ignore
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), pick: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), from: fc.nat(20), size: fc.integer({ min: 1, max: 8 }), acknowledged: fc.boolean() }) }, // prettier-ignore
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('publish' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rebuild' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Real: Postgres (two shards), NATS, Redis. Events are handed over by the test, in any order and any number of times. */
describe('aggregates', () => {
  let quiz: QuizApp;
  let rebuild: RebuildService;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    rebuild = quiz.app.get(RebuildService, { strict: false });
  });

  beforeEach(() => quiz.clock.reset());

  afterAll(() => quiz.stop());

  const act = async (history: QuizHistory, one: Step): Promise<unknown> => {
    switch (one.do) {
      case 'start':
        return history.start(one.learner);
      case 'answer':
        return history.answer(one.pick, one.question, one.value);
      case 'submit':
        return history.submit(one.pick);
      case 'deliver':
        return history.deliver(one.from, one.size, one.acknowledged);
      case 'expire':
        return history.expire();
      case 'publish':
        return history.publish();
      case 'rebuild':
        return rebuild.rebuild();
    }
  };

  /** Replicas answer, and may be late. */
  const agree = (history: QuizHistory): Promise<true> =>
    waitFor(async () => {
      await compare(history);
      return true as const;
    });

  const disagree = (history: QuizHistory, about: string): Promise<true> =>
    waitFor(() =>
      compare(history).then(
        () => undefined,
        (error: unknown) => (String(error).includes(about) ? (true as const) : undefined),
      ),
    );

  const compare = async (history: QuizHistory): Promise<void> => {
    const expected = recompute(history);
    const url = `/v1/quizzes/${history.quizId}`;
    const get = async (path: string) => (await quiz.send('GET', url + path, { token: history.author })).body;
    expect(await get('/statistics')).toEqual(expect.objectContaining(close(expected.statistics)));
    for (const { version, questions } of expected.questions) {
      const { items } = await get(`/statistics/questions?version=${version}`);
      expect(items).toEqual(questions.map((one) => expect.objectContaining(close(one))));
    }
    const board = (await get('/leaderboard?limit=100')).items;
    expect(board).toEqual(expected.board.map((one) => expect.objectContaining(close(one))));
  };

  it(
    'should come to what a history comes to, whatever was told when and how often',
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...GRADING_RULES),
          fc.array(step, { minLength: 5, maxLength: 30 }),
          async (rule, steps) => {
            quiz.clock.reset();
            const history = await QuizHistory.begin(quiz, rule);
            for (const one of steps) await act(history, one);
            await history.deliverAll();
            await agree(history);
          },
        ),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it('should be found wrong by that comparison when the inbox is not asked', async () => {
    const history = await QuizHistory.begin(quiz, 'highest');
    await history.start(0);
    await history.submit(0);
    for (let n = 0; n < 2; n += 1) await history.deliver(0, 2, false);
    await agree(history);
    await history.deliver(0, 2, true, new AggregatesService(new WithoutInbox(quiz)));
    await disagree(history, 'submitted');
  });

  it('should neither lose nor double what is submitted while it is built anew', async () => {
    const history = await QuizHistory.begin(quiz, 'average');
    for (let learner = 0; learner < 8; learner += 1) await history.start(learner);
    const submits = async (): Promise<void> => {
      for (let n = 0; n < 8; n += 1) {
        await history.answer(0, n, n % 3 > 0);
        await history.submit(0);
        await history.start(n);
        await history.deliver(n, 3, n % 2 === 0);
      }
    };
    await Promise.all([rebuild.rebuild(), submits()]);
    await history.deliverAll();
    await agree(history);
    // Twice more, now that all of it is there before: from what attempts say, not from what was kept.
    for (let n = 0; n < 2; n += 1) await rebuild.rebuild();
    await agree(history);
    const rows = await quiz.shards
      .forId(history.quizId)
      .query(GENERATIONS, [bucketOfId(history.quizId), history.quizId]);
    expect(rows).toHaveLength(1);
  });

  it('should go on where it was cut off', async () => {
    const history = await QuizHistory.begin(quiz, 'last');
    for (let learner = 0; learner < 4; learner += 1) await history.start(learner);
    await history.submit(0);
    const walk = await rebuild.begin(false);
    await rebuild.walk(walk);
    await history.submit(0);
    const again = await rebuild.begin(false);
    expect(again).toMatchObject({ generation: walk.generation, resumed: true });
    expect(again.from.bucket).toBeGreaterThan(0);
    await history.deliverAll();
    expect((await rebuild.rebuild()).resumedAt).not.toBeNull();
    await agree(history);
  });

  it('should find and mend what is not what the attempts say', async () => {
    const history = await QuizHistory.begin(quiz, 'first');
    await history.start(0);
    await history.answer(0, 1, true);
    await history.submit(0);
    await history.deliverAll();
    const at = [bucketOfId(history.quizId), history.quizId];
    const shard = quiz.shards.forId(history.quizId);
    await shard.query(SPOIL, at);
    await shard.query(FORGET, at);
    const found = async (repair: boolean) =>
      (await rebuild.reconcile({ repair, quietMs: -60_000 })).differences.filter(
        ({ key }) => key === history.quizId,
      );
    const parts = ['leaderboard_entry', 'version_statistics'];
    const difference = { kind: 'quiz_aggregates', key: history.quizId, detail: JSON.stringify({ parts, attempts: { kept: 1, counted: 1 } }) }; // prettier-ignore
    expect(await found(false)).toEqual([{ ...difference, outcome: 'open' }]);
    await disagree(history, 'submitted');
    expect(await found(true)).toEqual([{ ...difference, outcome: 'mended' }]);
    await agree(history);
    expect(await found(false)).toEqual([]);
  });

  it('should count the attempts that it has read, and the quizzes that they are at', async () => {
    const compared = async (): Promise<Record<string, number>> => ({
      ...(await rebuild.reconcile({ repair: false, quietMs: 60_000 })).compared,
    });
    const before = await compared();
    const history = await QuizHistory.begin(quiz, 'first');
    // Published, and nobody has tried it: there is nothing to compare.
    expect(await compared()).toEqual(before);
    await history.start(0);
    await history.submit(0);
    await history.start(1);
    expect(await compared()).toEqual({
      attempts: (before['attempts'] ?? 0) + 2,
      'quizzes with attempts': (before['quizzes with attempts'] ?? 0) + 1,
    });
  });

  it('should not judge what may still be on its way', async () => {
    const history = await QuizHistory.begin(quiz, 'first');
    await history.start(0);
    await history.submit(0);
    const { differences } = await rebuild.reconcile({ repair: false, quietMs: 60_000 });
    expect(differences.filter(({ key }) => key === history.quizId)).toEqual([]);
  });
});

/** Numbers but for their last digits: the two ways round at different times. */
function close(value: unknown): never {
  if (typeof value === 'number')
    return (Number.isInteger(value) ? value : expect.closeTo(value, DIGITS)) as never;
  if (Array.isArray(value)) return value.map(close) as never;
  if (typeof value !== 'object' || value === null) return value as never;
  const members = Object.entries(value).map(([name, member]) => [name, close(member)]);
  return (
    'version' in value ? expect.objectContaining(Object.fromEntries(members)) : Object.fromEntries(members)
  ) as never;
}
