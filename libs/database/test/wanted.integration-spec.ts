import { testStores } from '@tenfold/testing';
import pg from 'pg';
import { loadShardMap, wanted } from '../src/index.js';

// Real: the first Postgres shard of the test run, asked as the services are: a plan for each set of values.
describe(wanted, () => {
  const { shardMapFile, adminUser: user, adminPassword: password } = testStores();
  const [shard] = Object.values(loadShardMap(shardMapFile).shards);
  const client = new pg.Client({
    ...shard?.primary,
    user,
    password,
    options: '-c plan_cache_mode=force_custom_plan',
  });

  const columns = [wanted('wide', 'n.wide', '$1', `'[]'::jsonb`), wanted('note', 'n.note', '$1', `''`)];
  const text = `SELECT n.id, ${columns.join(', ')} FROM pg_temp.wanted_note n WHERE n.id = 1`;

  beforeAll(async () => {
    await client.connect();
    await client.query('CREATE TEMPORARY TABLE wanted_note (id int PRIMARY KEY, wide jsonb, note text)');
    await client.query(`INSERT INTO wanted_note VALUES (1, '[1,2]', 'short')`);
  });

  afterAll(() => client.end());

  const read = async (members: readonly string[] | null): Promise<unknown> => {
    const { rows } = await client.query<object>({ name: 'wanted', text, values: [members] });
    return rows[0];
  };
  /** The columns that the plan puts out, as Postgres writes them. */
  const output = async (members: readonly string[] | null): Promise<string> => {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: { Output: string[] } }] }>({
      text: `EXPLAIN (VERBOSE, FORMAT JSON) ${text}`,
      values: [members],
    });
    return rows[0]?.['QUERY PLAN'][0].Plan.Output.join(' | ') ?? '';
  };

  it('should read all columns when all are wanted, and only those that are named otherwise', async () => {
    expect(await read(null)).toEqual({ id: 1, wide: [1, 2], note: 'short' });
    expect(await read(['note'])).toEqual({ id: 1, wide: [], note: 'short' });
    expect(await read([])).toEqual({ id: 1, wide: [], note: '' });
  });

  it('should leave no trace in the plan of what is not wanted', async () => {
    expect(await output(null)).toBe('id | wide | note');
    expect(await output(['note'])).toBe(`id | '[]'::jsonb | note`);
  });
});
