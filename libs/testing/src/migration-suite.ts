import { loadShardMap, migrateShards, migrationSource, type MigrationPlan } from '@tenfold/database';
import pg from 'pg';
import { migrationLogin, testStores } from './test-stores.js';

type Source = ReturnType<typeof migrationSource>;

export interface MigrationExpectations {
  /** Indexes that do not begin with the bucket: those of lists that are asked of every bucket at once. */
  readonly listIndexes: readonly string[];
  /** Tables that are divided by month. */
  readonly byMonth: readonly string[];
}

/**
 * What must hold of the migrations of every service. Real: Postgres, in a database of its own on the first shard's server, so
 * that going down disturbs nobody.
 * @param more further cases, which get the migrated database
 */
export function describeMigrations(
  service: string,
  plan: MigrationPlan,
  { listIndexes, byMonth }: MigrationExpectations,
  more: (source: () => Source) => void = () => undefined,
): void {
  const { schema } = plan;
  const database = `tenfold_${schema}_migrations`;
  const drop = `DROP DATABASE IF EXISTS ${database}`;
  const create = `CREATE DATABASE ${database}`;
  const makeMonths = `SELECT ${schema}.ensure_months('2010-12-15', '2011-01-01')`;

  describe(`migrations of the schema ${schema}`, () => {
    const login = migrationLogin(service);
    const [endpoint] = Object.values(loadShardMap(testStores().shardMapFile).shards).map(
      ({ primary }) => primary,
    );
    if (endpoint === undefined) throw new Error('the shard map has no shard');
    const primary = { ...endpoint, database };
    const admin = new pg.Client({ ...endpoint, user: login.adminUser, password: login.adminPassword });
    const source = migrationSource(primary, plan, login);

    /** Roles belong to the server: specs that migrate at the same time wait for one lock, which each database has apart. */
    const migrate = async (): Promise<string[]> => {
      const lines: string[] = [];
      await admin.query('SELECT pg_advisory_lock(hashtext($1))', [`tenfold.migrate.${schema}`]);
      try {
        const ranges = [{ from: 0, to: 4_095, shard: 'one' }];
        const map = { version: 1 as const, epoch: 1, shards: { one: { primary } }, ranges };
        await migrateShards(map, plan, login, (line) => lines.push(line));
      } finally {
        await admin.query('SELECT pg_advisory_unlock_all()');
      }
      return lines;
    };
    const generated = async (): Promise<string[]> =>
      (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
    const names = async (query: string): Promise<string[]> =>
      (await source.query<{ name: string }[]>(query)).map(({ name }) => name).toSorted();

    beforeAll(async () => {
      await admin.connect();
      await admin.query(drop);
      await admin.query(create);
      await migrate();
      await source.initialize();
    });

    afterAll(async () => {
      await source.destroy();
      await admin.query(drop);
      await admin.end();
    });

    it('should leave nothing for the generator to find', async () => {
      expect(await generated()).toEqual([]);
    });

    it('should change nothing the second time', async () => {
      expect(await migrate()).toEqual([`${schema} on one: up to date`]);
    });

    it('should begin every key with the bucket, and know the indexes that do not', async () => {
      const others = (unique: boolean): Promise<string[]> =>
        names(`SELECT c.relname AS name FROM pg_index i
          JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
          WHERE c.relnamespace = '${schema}'::regnamespace AND NOT c.relispartition AND a.attname <> 'bucket'
            AND i.indrelid <> '${schema}.migration'::regclass AND i.indisunique = ${unique}`);
      expect(await others(true)).toEqual([]);
      expect(await others(false)).toEqual(listIndexes);
    });

    it('should have the coming months ready and make others on demand', async () => {
      const partitions = (table: string): Promise<string[]> =>
        names(`SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = '${schema}.${table}'::regclass`);
      for (const table of byMonth) expect((await partitions(table)).length).toBeGreaterThanOrEqual(6);
      await source.query(makeMonths);
      for (const table of byMonth) {
        expect(await partitions(table)).toEqual(
          expect.arrayContaining([`${table}_y2010m12`, `${table}_y2011m01`]),
        );
      }
    });

    more(() => source);

    it('should go down to nothing and up again', async () => {
      for (const _ of plan.migrations) await source.undoLastMigration({ transaction: 'each' });
      const left = `SELECT relname AS name FROM pg_class
          WHERE relnamespace = '${schema}'::regnamespace AND relkind IN ('r', 'p')
        UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = '${schema}'::regnamespace`;
      expect(await names(left)).toEqual(['migration']);
      await migrate();
      expect(await generated()).toEqual([]);
    });
  });
}
