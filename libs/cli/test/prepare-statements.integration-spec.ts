import { loadShardMap } from '@tenfold/database';
import { testStores } from '@tenfold/testing';
import pg from 'pg';
import { misfits } from '../src/testing/prepare-statements.js';

// Real: Postgres, in a transaction that is rolled back.
describe(misfits, () => {
  const { adminUser: user, adminPassword: password, shardMapFile } = testStores();
  const [primary] = Object.values(loadShardMap(shardMapFile).shards).map((shard) => shard.primary);
  const client = new pg.Client({ ...primary, user, password });
  const statements = [
    { service: 'notes', name: 'notes.find', text: 'SELECT size FROM pg_temp.note WHERE bucket = $1' },
    { service: 'notes', name: 'notes.add', text: 'INSERT INTO pg_temp.note (bucket) VALUES ($1)' },
  ];

  beforeAll(() => client.connect());
  beforeEach(() => client.query('CREATE TEMPORARY TABLE note (bucket smallint, size int)'));
  afterEach(() => client.query('DROP TABLE pg_temp.note'));
  afterAll(() => client.end());

  it('should find nothing where all that a statement names is there', async () => {
    expect(await misfits(client, statements)).toEqual([]);
    await client.query('ALTER TABLE note ADD COLUMN colour text');
    expect(await misfits(client, statements)).toEqual([]);
  });

  it('should name the statement that a renamed column breaks', async () => {
    await client.query('ALTER TABLE note RENAME size TO length');
    expect(await misfits(client, statements)).toEqual([
      expect.stringMatching(/^notes: notes\.find: .*column "size" does not exist/),
    ]);
  });
});
