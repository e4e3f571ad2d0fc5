import { directAddress, loadShardMap, migrationSource } from '@tenfold/database';
import { bucketOf, newId } from '@tenfold/ids';
import { migrationLogin, testStores, unique } from '@tenfold/testing';
import fc from 'fast-check';
import { AttemptEntity } from '../src/attempts/attempt.entity.js';
import { ATTEMPT_STATES, type ListedAttempt } from '../src/attempts/attempt.js';
import { NaiveAttempts } from '../src/attempts/attempts.naive.js';
import { AttemptsRepository } from '../src/attempts/attempts.repository.js';
import { quizPlan } from '../src/database/plan.js';
import { QuizApp } from './quiz-app.js';

const time = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((at) => at.toISOString());
const maybe = fc.option(time, { nil: null });
const row = fc.record({
  quizVersion: fc.integer({ min: 1, max: 1_000 }),
  number: fc.integer({ min: 1, max: 100 }),
  state: fc.constantFrom(...ATTEMPT_STATES),
  startedAt: time,
  deadlineAt: maybe,
  acceptsUntil: maybe,
  endedAt: maybe,
});

const SHOWN = [
  'id',
  'quizId',
  'quizVersion',
  'number',
  'state',
  'startedAt',
  'deadlineAt',
  'acceptsUntil',
  'endedAt',
] as const;

function shown(attempt: ListedAttempt): object {
  return Object.fromEntries(SHOWN.map((name) => [name, attempt[name]]));
}

/** Real: Postgres, asked for the text of columns and for values. */
describe('attempts that are read as the text of their columns', () => {
  const [learner, bucket] = learnerOfFirstShard();
  const [servers] = Object.values(loadShardMap(testStores().shardMapFile).shards);
  if (servers === undefined) throw new Error('the shard map has no shard');
  const source = migrationSource(directAddress(servers.primary), quizPlan, migrationLogin('quiz'));
  let quiz: QuizApp;

  beforeAll(async () => {
    quiz = await QuizApp.start();
    await source.initialize();
  });

  afterAll(async () => {
    await source.getRepository(AttemptEntity).delete({ bucket, learner });
    await source.destroy();
    await quiz.stop();
  });

  it('should be what they are as values, in both directions', async () => {
    const repository = source.getRepository(AttemptEntity);
    const cells = quiz.app.get(AttemptsRepository, { strict: false });
    const values = quiz.app.get(NaiveAttempts, { strict: false });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await repository.delete({ bucket, learner });
        const quizId = newId(bucket);
        await repository.insert(
          rows.map((one) => ({ ...one, bucket, id: newId(bucket), learner, quizId, seed: 1 })),
        );
        for (const direction of ['forward', 'back'] as const) {
          const place = { direction, key: [] };
          const [here, there] = await Promise.all([
            cells.list(bucket, learner, place, 100),
            values.list(bucket, learner, place, 100),
          ]);
          expect(here).toEqual(there.map(shown));
          expect(here).toHaveLength(rows.length);
        }
      }),
      { numRuns: 25 },
    );
  });
});

function learnerOfFirstShard(): [string, number] {
  for (;;) {
    const learner = unique('learner');
    const bucket = bucketOf(learner);
    // The map of the tests gives the first shard the first half.
    if (bucket < 2_048) return [learner, bucket];
  }
}
