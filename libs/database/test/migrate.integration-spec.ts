import { firstIdOfMs, newId } from '@tenfold/ids';
import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  ensureMonthsFunction,
  loadShardMap,
  migrateShards,
  quoteIdentifier,
  Shards,
  statement,
  violatedConstraint,
  withoutPoolers,
  type MigrationLogin,
  type MigrationPlan,
} from '../src/index.js';

// Real: both Postgres shards of the test run. The schema is this file's own and is dropped at the end.
const schema = `scratch_${randomBytes(4).toString('hex')}`;

class CreateNotes20260101000000 implements MigrationInterface {
  readonly name = 'CreateNotes20260101000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ${schema}.note (
      bucket smallint NOT NULL, id uuid NOT NULL, size bigint NOT NULL, made_at timestamptz NOT NULL,
      CONSTRAINT note_pk PRIMARY KEY (bucket, id)) PARTITION BY RANGE (id)`);
    await runner.query(ensureMonthsFunction(schema, ['note']));
  }

  async down(): Promise<void> {}
}

describe(migrateShards.name, () => {
  const stores = testStores();
  const shardMap = loadShardMap(stores.shardMapFile);
  const login: MigrationLogin = {
    adminUser: stores.adminUser,
    adminPassword: stores.adminPassword,
    user: schema,
    password: "it's \\ odd",
    bounds: { connections: { processes: 4, poolSize: 2 }, statementTimeoutMs: 1_000 },
  };
  const plan: MigrationPlan = {
    schema,
    entities: [],
    migrations: [CreateNotes20260101000000],
    partitioned: true,
  };
  const options = { poolSize: 2, statementTimeoutMs: 1_000, applicationName: 'test' };
  const as = (user: string, password: string, map = shardMap) =>
    new Shards(map, { ...options, user, password });
  const asAdmin = () => as(stores.adminUser, stores.adminPassword, withoutPoolers(shardMap));
  let shards: Shards;

  const insert = statement('note.insert', `INSERT INTO ${schema}.note VALUES ($1, $2, $3, $4)`);
  const now = new Date('2026-07-15T12:00:00.123Z');
  const here = Date.now();

  beforeAll(async () => {
    const lines: string[] = [];
    await migrateShards(shardMap, plan, login, (line) => lines.push(line));
    expect(lines).toEqual(
      Object.keys(shardMap.shards).map((name) => `${schema} on ${name}: ${CreateNotes20260101000000.name}`),
    );
    shards = as(login.user, login.password);
  });

  afterAll(async () => {
    await shards.close();
    const admin = asAdmin();
    for (const shard of admin.all()) {
      await shard.query(statement('drop.schema', `DROP SCHEMA ${quoteIdentifier(schema)} CASCADE`), []);
      await shard.query(statement('drop.role', `DROP ROLE ${quoteIdentifier(schema)}`), []);
      await shard.query(statement('drop.owner', `DROP ROLE ${quoteIdentifier(`${schema}_owner`)}`), []);
    }
    await admin.close();
  });

  it('should change nothing when it runs again, even twice at once', async () => {
    const lines: string[] = [];
    const again = () => migrateShards(shardMap, plan, login, (line) => lines.push(line));
    await Promise.all([again(), again()]);
    expect(lines).toHaveLength(2 * Object.keys(shardMap.shards).length);
    expect(new Set(lines.map((line) => line.split(': ')[1]))).toEqual(new Set(['up to date']));
  });

  it('should give the service rows to read and write, and nothing else', async () => {
    const id = newId(7, here);
    await shards.forId(id).query(insert, [7, id, 2 ** 40, now.toISOString()]);
    const select = statement(
      'note.select',
      `SELECT size, made_at FROM ${schema}.note WHERE bucket = $1 AND id = $2`,
    );
    await expect(shards.forId(id).query(select, [7, id])).resolves.toEqual([
      { size: 2 ** 40, made_at: now.toISOString() },
    ]);
    const forbidden = ['DROP TABLE', 'TRUNCATE'].map((verb) =>
      statement(`note.${verb}`, `${verb} ${schema}.note`),
    );
    for (const ddl of forbidden)
      await expect(shards.forId(id).query(ddl, [])).rejects.toMatchObject({ code: '42501' });
    const journal = statement('note.journal', `DELETE FROM ${schema}.migration`);
    await expect(shards.forId(id).query(journal, [])).rejects.toMatchObject({ code: '42501' });
  });

  it('should put a row into the partition of its id’s month, made on demand by the service itself', async () => {
    const months = statement('note.months', `SELECT ${schema}.ensure_months($1::date, $2::date)`);
    const shard = shards.forBucket(0);
    await Promise.all([1, 2, 3].map(() => shard.query(months, ['2010-11-30', '2011-01-02'])));
    const at = statement(
      'note.where',
      `SELECT tableoid::regclass::text AS partition FROM ${schema}.note WHERE bucket = 0 AND id = $1`,
    );
    for (const [time, partition] of [
      ['2010-11-30T23:59:59.999Z', 'note_y2010m11'],
      ['2010-12-01T00:00:00.000Z', 'note_y2010m12'],
      ['2011-01-31T23:59:59.999Z', 'note_y2011m01'],
    ] as const) {
      const id = newId(0, Date.parse(time));
      await shard.query(insert, [0, id, 1, time]);
      await expect(shard.query(at, [id])).resolves.toEqual([{ partition }]);
    }
    const first = firstIdOfMs(Date.parse('2010-12-01T00:00:00Z'));
    const bound = statement('note.bound', `SELECT ${schema}.month_bound('2010-12-01') AS bound`);
    await expect(shard.query(bound, [])).resolves.toEqual([{ bound: first }]);
    await expect(shard.query(months, ['1000-01-01', '2030-01-01'])).rejects.toMatchObject({ code: '22023' });
  });

  it('should refuse a row of a month that nobody made', async () => {
    const id = newId(0, Date.parse('1999-01-01T00:00:00Z'));
    await expect(shards.forId(id).query(insert, [0, id, 1, now.toISOString()])).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('should roll a transaction back as a whole and give the connection back', async () => {
    const id = newId(9, here);
    const shard = shards.forId(id);
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const failed = shard.transaction(async (tx) => {
        await tx.query(insert, [9, id, 1, now.toISOString()]);
        await tx.query(insert, [9, id, 1, now.toISOString()]);
      });
      await expect(
        failed.catch((error: unknown) => Promise.reject(new Error(violatedConstraint(error)))),
      ).rejects.toThrow('note');
    }
    const count = statement('note.count', `SELECT count(*) AS n FROM ${schema}.note WHERE bucket = 9`);
    await expect(shard.query(count, [])).resolves.toEqual([{ n: 0 }]);
  });

  it('should survive a connection that the server ends in the middle of a transaction', async () => {
    const admin = asAdmin();
    const self = statement('self', 'SELECT pg_backend_pid() AS pid');
    const kill = statement('kill', 'SELECT pg_terminate_backend($1, 5000)');
    const cut = shards.forBucket(0).transaction(async (tx) => {
      const [backend] = await tx.query<{ pid: number }>(self, []);
      await admin.forBucket(0).query(kill, [backend?.pid]);
      await tx.query(self, []);
    });
    await expect(cut).rejects.toMatchObject({ code: 'dependency_unavailable', status: 503 });
    await expect(shards.forBucket(0).query(self, [])).resolves.toHaveLength(1);
    await admin.close();
  });

  it('should answer a statement that runs too long with a bounded 503', async () => {
    const sleep = statement('sleep', 'SELECT pg_sleep(30)');
    await expect(shards.forBucket(0).query(sleep, [])).rejects.toMatchObject({
      code: 'overloaded',
      status: 503,
    });
  });

  it('should give a server up that has stopped answering, and its connection with it', async () => {
    const [primary] = Object.values(withoutPoolers(shardMap).shards).map((entry) => entry.primary);
    if (primary === undefined) throw new Error('the map has no shard');
    let frozen = false;
    const proxy = createServer((inner) => {
      const outer = connect(primary.port, primary.host);
      outer.on('data', (bytes) => frozen || inner.write(bytes));
      inner.on('data', (bytes) => outer.write(bytes)).on('close', () => outer.destroy());
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const endpoint = { ...primary, port: (proxy.address() as AddressInfo).port };
    const login = { user: stores.adminUser, password: stores.adminPassword };
    const map = {
      version: 1 as const,
      epoch: 1_000_000,
      shards: { frozen: { primary: endpoint } },
      ranges: [{ from: 0, to: 4_095, shard: 'frozen' }],
    };
    const shard = new Shards(map, { ...options, ...login, statementTimeoutMs: 100 }).owner(0);
    const any = statement('any', 'SELECT 1 AS one');
    await expect(shard.query(any, [])).resolves.toEqual([{ one: 1 }]);
    frozen = true;
    const unavailable = { code: 'dependency_unavailable', status: 503 };
    await expect(shard.query(any, [])).rejects.toMatchObject(unavailable);
    const begun = shard.transaction((tx) => tx.query(any, []));
    await expect(begun).rejects.toMatchObject({ status: 503 });
    frozen = false;
    await waitFor(() => shard.query(any, []).catch(() => undefined));
    await shard.close();
    proxy.close();
  });

  it('should keep a bigint exact that no number holds', async () => {
    const big = statement('big', 'SELECT 9007199254740993::bigint AS big');
    expect(await shards.forBucket(0).query(big, [])).toEqual([{ big: '9007199254740993' }]);
  });
});
