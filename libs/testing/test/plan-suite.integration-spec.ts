import { firstIdOfMs, newId } from '@tenfold/ids';
import {
  ensureMonthsFunction,
  loadShardMap,
  monthsFunction,
  statement,
  type MigrationPlan,
  type Statement,
} from '@tenfold/database';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { PLAN_YEAR, PlanDatabase } from '../src/plan-database.js';
import { planCases, type PlanExample, type PlanSuite } from '../src/plan-suite.js';
import { testStores } from '../src/test-stores.js';

// Real: Postgres, in a database of its own. A suite that lets everything pass would look just like one whose statements are good.
const schema = 'plan_fixture';

class CreateNotes1700000000000 {
  async up(runner: { query: (sql: string) => Promise<unknown> }): Promise<void> {
    await runner.query(`CREATE TABLE ${schema}.note (bucket smallint NOT NULL, id uuid NOT NULL, size int,
      CONSTRAINT note_pk PRIMARY KEY (bucket, id)) PARTITION BY RANGE (id)`);
    await runner.query(`CREATE TABLE ${schema}.other (bucket smallint NOT NULL PRIMARY KEY)`);
    await runner.query(ensureMonthsFunction(schema, ['note']));
    await runner.query(monthsFunction(schema, ['note']));
  }

  async down(): Promise<void> {}
}

describe(planCases, () => {
  const { adminUser, adminPassword, shardMapFile } = testStores();
  const plan: MigrationPlan = {
    schema,
    entities: [],
    migrations: [CreateNotes1700000000000],
    partitioned: true,
  };
  const login = { adminUser, adminPassword, user: schema, password: 'secret' };
  const folder = mkdtempSync(join(tmpdir(), 'tenfold-plans-'));
  const snapshot = join(folder, 'statements.sql');
  const [endpoint] = Object.values(loadShardMap(shardMapFile).shards).map(({ primary }) => primary);
  let database: PlanDatabase;

  const notes = `SELECT size FROM ${schema}.note WHERE bucket = $1`;
  const good = statement('notes.find', `${notes} AND id = $2`);
  const id = newId(1, Date.UTC(PLAN_YEAR, 5, 15));
  const suiteOf = (point: Statement, values: readonly unknown[] = [1, id]): PlanSuite => {
    const examples: PlanExample[] = [{ statement: point, values, months: 1 }];
    return { plan, login: () => login, examples, point, snapshot };
  };
  /** The titles of the tests that fail. */
  const failures = async (suite: PlanSuite, update = false): Promise<string[]> => {
    const failed: string[] = [];
    for (const { title, run } of planCases(suite, update))
      await run(database).catch(() => failed.push(title));
    return failed;
  };
  const [MONTHS, SNAPSHOT, GENERIC] = [
    'touch 1 months for notes.find',
    'need the partitions and locks that are written down',
    'notice a generic plan by its locks',
  ];

  beforeAll(async () => {
    database = await PlanDatabase.create(plan, login);
    expect(await failures(suiteOf(good), true)).toEqual([]);
  });

  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
    const admin = new pg.Client({ ...endpoint, user: adminUser, password: adminPassword });
    await admin.connect();
    await admin.query(`DROP ROLE ${schema}`);
    await admin.query(`DROP ROLE ${schema}_owner`);
    await admin.end();
  });

  it('should pass a statement that touches its month and is written down', async () => {
    expect(await failures(suiteOf(good))).toEqual([]);
  });

  it('should fail a statement that forgets its month', async () => {
    const all = statement(good.name, `${notes} AND size = $2`);
    expect(await failures(suiteOf(all, [1, 1]))).toEqual([MONTHS, SNAPSHOT, GENERIC]);
  });

  it('should fail a statement whose month the planner cannot see', async () => {
    // It runs into one partition only, but every one of them has been planned and locked before.
    const late = statement(good.name, `${notes} AND id = (SELECT max(v) FROM unnest($2::uuid[]) v)`);
    expect(await failures(suiteOf(late, [1, [id]]))).toEqual([MONTHS, SNAPSHOT, GENERIC]);
  });

  it('should fail a statement that touches one month too many', async () => {
    const two = statement(good.name, `${notes} AND id < $2 AND id >= $3`);
    const from = firstIdOfMs(Date.UTC(PLAN_YEAR, 4, 31));
    expect(await failures(suiteOf(two, [1, id, from]))).toEqual([MONTHS, SNAPSHOT]);
  });

  it('should fail a statement that locks one table more than is written down', async () => {
    const more = statement(good.name, `${good.text} AND EXISTS (SELECT FROM ${schema}.other)`);
    expect(await failures(suiteOf(more))).toEqual([SNAPSHOT]);
  });

  it('should fail when the snapshot is missing', async () => {
    expect(await failures({ ...suiteOf(good), snapshot: join(folder, 'none.sql') })).toEqual([SNAPSHOT]);
  });
});
