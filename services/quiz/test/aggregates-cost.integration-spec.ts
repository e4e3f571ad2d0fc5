import { statement, type Statement } from '@tenfold/database';
import { bucketOfId, newId } from '@tenfold/ids';
import { unique } from '@tenfold/testing';
import { AggregatesService } from '../src/aggregates/aggregates.service.js';
import { AROUND, PAGE } from '../src/leaderboards/leaderboards.statements.js';
import { QuizApp } from './quiz-app.js';

const LEARNERS = 20_000;
const FILL = statement(
  'test.fill',
  `WITH entry AS (
     INSERT INTO quiz.leaderboard_entry (bucket, quiz_id, generation, learner, rule, gap, previous_gap, total, attempts, preference,
       reached_at, attempt_id)
     SELECT $1::smallint, $2::uuid, 0, 'learner-' || n, 'highest', n % 101 * 100, NULL, 0, 1, 0, now(), gen_random_uuid()
     FROM generate_series(1, $3::int) n)
   INSERT INTO quiz.leaderboard_score
   SELECT $1::smallint, quiz.id, 0, n % 101 * 100, count(*)
   FROM (SELECT $2::uuid AS id UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 50)) quiz, generate_series(1, $3::int) n
   GROUP BY quiz.id, n % 101`,
);

interface Node {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Node[];
}

/** What statistics and boards cost those who submit, and those who look. Real: HTTP stack, Postgres (two shards), NATS, Redis. */
describe('the cost of aggregates', () => {
  let quiz: QuizApp;
  let author: string;
  const sent: string[] = [];

  beforeAll(async () => {
    quiz = await QuizApp.start(({ name }) => sent.push(name));
    author = await quiz.token(unique('author'), 'author');
  });

  afterAll(() => quiz.stop());

  it('should be nothing for a submit', async () => {
    const quizId = await quiz.publish(author);
    const learner = await quiz.learner();
    const { id } = (await learner.start(quizId)).body;
    sent.length = 0;
    await learner.submit(id);
    const own = sent.filter((name) => /^(attempts|answers|versions|aggregates)\./.test(name));
    // Sealing and grading write; the rest reads what the result shows.
    expect(own).toEqual(['attempts.find', 'attempts.seal', 'answers.list', 'versions.keys', 'attempts.grade', 'attempts.find', 'answers.list', 'versions.keys']); // prettier-ignore
  });

  it('should be one statement for all that is submitted together, however many they are', async () => {
    const quizId = await quiz.publish(author);
    const events: never[] = [];
    for (let n = 0; n < 12; n += 1) {
      const learner = await quiz.learner();
      const { id } = (await learner.start(quizId)).body;
      await learner.submit(id);
      events.push({ attemptId: id, quizId, version: 1 } as never);
    }
    sent.length = 0;
    await quiz.app.get(AggregatesService, { strict: false }).submitted(events);
    const own = sent.filter((name) => name.startsWith('aggregates.'));
    // Learners are on both shards, the quiz is on one.
    expect(own.toSorted()).toEqual(['aggregates.apply', 'aggregates.read', 'aggregates.read']);
  });

  it('should not grow with the learners for a page, a rank and its neighbours', async () => {
    const quizId = newId(7);
    const shard = quiz.shards.forId(quizId);
    const at = [bucketOfId(quizId), quizId];
    await shard.query(FILL, [...at, LEARNERS]);
    const read = async ({ name, text }: Statement, values: readonly unknown[]) => {
      const explained = statement(`test.explain.${name}`, `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`);
      const rows = await shard.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(explained, [...at, ...values]);
      return rowsOf(rows[0]?.['QUERY PLAN'][0].Plan as Node);
    };
    const NOBODY = '00000000-0000-0000-0000-000000000000';
    for (const [sql, values] of [
      [PAGE.forward, [-1, new Date(0).toISOString(), NOBODY, 20]],
      [PAGE.forward, [5_000, new Date(0).toISOString(), NOBODY, 20]],
      [PAGE.back, [5_000, new Date(0).toISOString(), NOBODY, 20]],
      [AROUND, [`learner-${LEARNERS / 2}`, 5]],
    ] as const) {
      const found = await read(sql, values);
      expect(found['leaderboard_entry']).toBeLessThanOrEqual(21);
      expect(found['leaderboard_score']).toBeLessThanOrEqual(101);
    }
  });
});

/** Rows that were read, by table, those that were thrown away too. */
function rowsOf(node: Node): Record<string, number> {
  const total: Record<string, number> = {};
  const add = (one: Node): void => {
    const table = one['Relation Name'];
    const rows = (one['Actual Rows'] + (one['Rows Removed by Filter'] ?? 0)) * one['Actual Loops'];
    if (table !== undefined) total[table] = (total[table] ?? 0) + rows;
    for (const child of one.Plans ?? []) add(child);
  };
  add(node);
  return total;
}
