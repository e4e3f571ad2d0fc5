import { loadShardMap, migrateShards, migrationSource, type ShardMap } from '@tenfold/database';
import { firstIdOfMs } from '@tenfold/ids';
import { testStores } from '@tenfold/testing';
import { DataSource } from 'typeorm';
import { migrationPlan } from '../src/database/migration-plan.js';
import { migrationLogin } from './quiz-app.js';

const DATABASE = 'tenfold_quiz_migrations';

/** Real: Postgres, in a database of its own on the first shard's server, so that going down disturbs nobody. */
describe('migrations of the quiz schema', () => {
  let admin: DataSource;
  let map: ShardMap;
  let source: DataSource;

  /** Roles belong to the server: other specs that migrate at the same time wait for the same lock, which each database has apart. */
  const migrate = async (report: (line: string) => void = () => undefined): Promise<void> => {
    const session = admin.createQueryRunner();
    try {
      await session.query('SELECT pg_advisory_lock(hashtext($1))', ['tenfold.migrate.quiz']);
      await migrateShards(map, migrationPlan, migrationLogin(), report);
    } finally {
      await session.query('SELECT pg_advisory_unlock_all()');
      await session.release();
    }
  };

  beforeAll(async () => {
    const [endpoint] = Object.values(loadShardMap(testStores().shardMapFile).shards).map(
      ({ primary }) => primary,
    );
    if (endpoint === undefined) throw new Error('the shard map has no shard');
    const login = migrationLogin();
    const connection = { ...endpoint, username: login.adminUser, password: login.adminPassword };
    admin = await new DataSource({ type: 'postgres', ...connection }).initialize();
    await admin.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await admin.query(`CREATE DATABASE ${DATABASE}`);
    const primary = { ...endpoint, database: DATABASE };
    map = {
      version: 1,
      epoch: 1,
      shards: { one: { primary } },
      ranges: [{ from: 0, to: 4_095, shard: 'one' }],
    };
    await migrate();
    source = await migrationSource(primary, migrationPlan, login).initialize();
  });

  afterAll(async () => {
    await source.destroy();
    await admin.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await admin.destroy();
  });

  it('should leave nothing for the generator to find', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('should change nothing the second time', async () => {
    const lines: string[] = [];
    await migrate((line) => lines.push(line));
    expect(lines).toEqual(['quiz on one: up to date']);
  });

  it('should begin every primary key and unique constraint with the bucket', async () => {
    const indexes = await source.query<{ name: string; first: string; unique: boolean }[]>(
      `SELECT c.relname AS name, a.attname AS first, i.indisunique AS unique FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE c.relnamespace = 'quiz'::regnamespace AND NOT c.relispartition`,
    );
    const keys = indexes.filter(
      ({ unique, name }) => unique && !name.includes('migration') && !name.startsWith('PK_'),
    );
    expect(keys.length).toBeGreaterThanOrEqual(10);
    expect(keys.filter(({ first }) => first !== 'bucket')).toEqual([]);
    const lists = indexes
      .filter(({ unique, first }) => !unique && first !== 'bucket')
      .map(({ name }) => name);
    expect(lists.toSorted()).toEqual([
      'catalogue_category',
      'catalogue_listing',
      'outbox_available',
      'quiz_owner',
    ]);
  });

  it('should have the coming months ready and make others on demand', async () => {
    const partitions = async (): Promise<string[]> =>
      (
        await source.query<{ name: string }[]>(
          `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'quiz.attempt'::regclass`,
        )
      ).map(({ name }) => name);
    expect((await partitions()).length).toBeGreaterThanOrEqual(6);
    await source.query(`SELECT quiz.ensure_months('2011-01-15', '2011-02-01')`);
    expect(await partitions()).toEqual(
      expect.arrayContaining(['quiz.attempt_y2011m01', 'quiz.attempt_y2011m02']),
    );
    const id = firstIdOfMs(Date.UTC(2011, 1, 1));
    await source.query(
      `INSERT INTO quiz.attempt_answer (bucket, attempt_id, question_id, sequence, saved_at) VALUES (0, $1, $1, 1, now())`,
      [id],
    );
    expect(await source.query('SELECT tableoid::regclass::text AS leaf FROM quiz.attempt_answer')).toEqual([
      { leaf: 'quiz.attempt_answer_y2011m02' },
    ]);
  });

  it('should go down to nothing and up again', async () => {
    await source.undoLastMigration({ transaction: 'each' });
    const left = await source.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'quiz'::regnamespace AND relkind IN ('r', 'p')`,
    );
    expect(left.map(({ name }) => name)).toEqual(['migration']);
    const functions = await source.query(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'quiz'::regnamespace`,
    );
    expect(functions).toEqual([]);
    await migrate();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });
});
