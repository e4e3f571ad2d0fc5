import { loadShardMap, migrateShards, migrationSource, type ShardMap } from '@tenfold/database';
import { variable } from '@tenfold/testing';
import { DataSource } from 'typeorm';
import { orderItemsPlan } from '../src/database/plan.js';
import { migrationLogin } from './order-items-app.js';

const DATABASE = 'tenfold_order_items_migrations';

/** Real: Postgres, in a database of its own on the first shard's server, so that going down disturbs nobody. */
describe('migrations of the schema order_items', () => {
  let admin: DataSource;
  let map: ShardMap;
  let source: DataSource;

  beforeAll(async () => {
    const [endpoint] = Object.values(loadShardMap(variable('SHARD_MAP_FILE')).shards).map(
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
    await migrateShards(map, orderItemsPlan, login, () => undefined);
    source = await migrationSource(primary, orderItemsPlan, login).initialize();
  });

  afterAll(async () => {
    await source?.destroy();
    await admin?.query(`DROP DATABASE IF EXISTS ${DATABASE}`);
    await admin?.destroy();
  });

  const generated = async (): Promise<string[]> =>
    (await source.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);

  it('should leave nothing for the generator to find', async () => {
    expect(await generated()).toEqual([]);
  });

  it('should change nothing the second time', async () => {
    const lines: string[] = [];
    await migrateShards(map, orderItemsPlan, migrationLogin(), (line) => lines.push(line));
    expect(lines).toEqual(['order_items on one: up to date']);
  });

  it('should begin every key with the bucket, and know the indexes that do not', async () => {
    const indexes = await source.query<{ name: string; first: string; unique: boolean }[]>(
      `SELECT c.relname AS name, a.attname AS first, i.indisunique AS unique FROM pg_index i
       JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE c.relnamespace = 'order_items'::regnamespace AND NOT c.relispartition AND c.relname NOT LIKE 'PK_%'`,
    );
    const others = indexes.filter(({ first }) => first !== 'bucket');
    expect(others.map(({ name }) => name).toSorted()).toEqual(['outbox_available', 'product_rollup_month']);
    expect(others.filter(({ unique }) => unique)).toEqual([]);
  });

  it('should make the months that an import asks for', async () => {
    await source.query(`SELECT order_items.ensure_months('2010-12-15', '2011-01-01')`);
    const partitions = await source.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'order_items'::regnamespace AND relispartition AND relkind = 'r'`,
    );
    expect(partitions.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['item_set_y2010m12', 'item_set_y2011m01', 'line_y2010m12', 'line_y2011m01']),
    );
  });

  it('should go down to nothing and up again', async () => {
    await source.undoLastMigration({ transaction: 'each' });
    const left = await source.query<{ name: string }[]>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'order_items'::regnamespace AND relkind IN ('r', 'p')
       UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'order_items'::regnamespace`,
    );
    expect(left.map(({ name }) => name)).toEqual(['migration']);
    await migrateShards(map, orderItemsPlan, migrationLogin(), () => undefined);
    expect(await generated()).toEqual([]);
  });
});
