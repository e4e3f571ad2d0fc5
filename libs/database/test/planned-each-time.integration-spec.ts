import { testStores } from '@tenfold/testing';
import pg from 'pg';
import { loadShardMap, plannedEachTime } from '../src/index.js';

/** More than Postgres needs to decide on a plan for any values. */
const EXECUTIONS = 8;

// Real: the first Postgres shard of the test run.
describe(plannedEachTime, () => {
  const { shardMapFile, adminUser: user, adminPassword: password } = testStores();
  const [shard] = Object.values(loadShardMap(shardMapFile).shards);
  const client = new pg.Client({ ...shard?.primary, user, password, options: '-c plan_cache_mode=auto' });

  beforeAll(async () => {
    await client.connect();
    await client.query('CREATE TEMPORARY TABLE planned_note (id int PRIMARY KEY, note text)');
    await client.query(`INSERT INTO planned_note VALUES (1, 'a'), (2, 'b')`);
  });

  afterAll(() => client.end());

  const genericPlans = async (name: string, condition: string): Promise<number> => {
    const text = `SELECT id FROM pg_temp.planned_note
      WHERE ($1::text IS NULL OR note = $1)${condition} LIMIT $2`;
    for (let n = 0; n < EXECUTIONS; n += 1) {
      const { rows } = await client.query<{ id: number }>({ name, text, values: ['b', 5] });
      expect(rows).toEqual([{ id: 2 }]);
    }
    const { rows } = await client.query<{ plans: number }>(
      'SELECT generic_plans::int AS plans FROM pg_prepared_statements WHERE name = $1',
      [name],
    );
    return rows[0]?.plans ?? 0;
  };

  it('should change no answer, and keep Postgres from a plan for any values', async () => {
    expect(await genericPlans('with', ` AND ${plannedEachTime('$2::bigint')}`)).toBe(0);
    expect(await genericPlans('without', '')).toBeGreaterThan(0);
  });
});
