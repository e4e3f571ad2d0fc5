import { newId } from '@tenfold/ids';
import { testStores } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  ensureMonthsFunction,
  gaveWay,
  loadShardMap,
  migrateShards,
  MonthKeeper,
  Months,
  monthsFunction,
  Shards,
  statement,
} from '../src/index.js';

// Real: both Postgres shards of the test run. The schema is this file's own and is dropped at the end.
const schema = `scratch_${randomBytes(4).toString('hex')}`;
const archive = `${schema}_archive`;
const TABLES = ['note', 'remark'];

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`CREATE TABLE ${schema}.${table} (bucket smallint NOT NULL, id uuid NOT NULL, size int CHECK (size > 0),
        CONSTRAINT ${table}_pk PRIMARY KEY (bucket, id)) PARTITION BY RANGE (id)`);
      await runner.query(`CREATE INDEX ${table}_size ON ${schema}.${table} (bucket, size)`);
    }
    await runner.query(ensureMonthsFunction(schema, TABLES));
    await runner.query(monthsFunction(schema, TABLES));
  }

  async down(): Promise<void> {}
}

describe('months', () => {
  const stores = testStores();
  const map = loadShardMap(stores.shardMapFile);
  const { adminUser, adminPassword } = stores;
  const login = { adminUser, adminPassword, user: schema, password: 'secret' };
  const plan = { schema, entities: [], migrations: [CreateNotes1700000000000], partitioned: true };
  const [primary] = Object.values(map.shards).map((shard) => shard.primary);
  if (primary === undefined) throw new Error('the shard map has no shard');

  const open: { close: () => Promise<void> }[] = [];
  const keeper = async (): Promise<MonthKeeper> => {
    const made = await MonthKeeper.open(primary, schema, login);
    open.push(made);
    return made;
  };
  /** A connection of the service's role on the first shard, in whose transactions a test looks around. */
  const service = async (): Promise<pg.Client> => {
    const client = new pg.Client({ ...primary, user: schema, password: 'secret' });
    await client.connect();
    open.push({ close: () => client.end() });
    return client;
  };
  let shards: Shards;
  let admin: pg.Client;
  let months: Months;

  const idIn = (month: string): string => newId(1, Date.parse(`${month}-15T00:00:00Z`));
  const insert = statement('test.insert', `INSERT INTO ${schema}.note VALUES (1, $1, 1)`);
  const find = statement('test.find', `SELECT size FROM ${schema}.note WHERE bucket = 1 AND id = $1`);
  const names = async (namespace = schema): Promise<string[]> => {
    const { rows } = await admin.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $1 AND c.relkind = 'r' ORDER BY 1`,
      [namespace],
    );
    return rows.map(({ name }) => name).filter((name) => /_y\d{4}m/.test(name));
  };
  const make = (month: string) => months.ensure(shards.forBucket(0), Date.parse(`${month}-01T00:00:00Z`));
  const put = async (month: string): Promise<string> => {
    await make(month);
    const id = idIn(month);
    await shards.forBucket(0).query(insert, [id]);
    return id;
  };

  beforeAll(async () => {
    await migrateShards(map, plan, login, () => undefined);
    const options = { poolSize: 4, statementTimeoutMs: 5_000, applicationName: 'test' };
    shards = new Shards(map, { ...options, user: schema, password: 'secret' });
    admin = new pg.Client({ ...primary, user: adminUser, password: adminPassword });
    await admin.connect();
  });

  beforeEach(async () => {
    months = new Months(schema);
    // What another test has left would be put away first.
    const cleaner = await keeper();
    await cleaner.detach(1);
    await cleaner.drop('9999-01');
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  afterAll(async () => {
    await shards.close();
    await admin.end();
    for (const shard of Object.values(map.shards)) {
      const client = new pg.Client({ ...shard.primary, user: adminUser, password: adminPassword });
      await client.connect();
      await client.query(`DROP SCHEMA IF EXISTS ${archive} CASCADE`);
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.query(`DROP ROLE ${schema}`);
      await client.query(`DROP ROLE ${schema}_owner`);
      await client.end();
    }
  });

  describe(Months, () => {
    it('should tell that half a year is ready on each shard, and notice what is missing', async () => {
      const ahead = async (shard: Parameters<Months['ahead']>[0] = shards.forBucket(0)): Promise<unknown> => {
        const of = await months.ahead(shard);
        return TABLES.map((table) => of.get(`${schema}.${table}`));
      };
      for (const shard of shards.all()) expect(await ahead(shard)).toEqual([6, 6]);
      const newest = (await names()).filter((name) => name.startsWith('note')).at(-1) ?? '';
      await admin.query(`DROP TABLE ${schema}.${newest}`);
      expect(await ahead()).toEqual([5, 6]);
      await Promise.all([1, 2, 3].map(() => new Months(schema).ensureAhead(shards)));
      expect(await ahead()).toEqual([6, 6]);
    });

    it('should make the months of all shards that answer, and fail for the others', async () => {
      const broken = { all: () => [shards.forBucket(0), closed.forBucket(0)] };
      const closed = new Shards(map, {
        ...{ poolSize: 1, statementTimeoutMs: 1_000, applicationName: 'test' },
        ...{ user: 'nobody', password: 'wrong' },
      });
      const newest = (await names()).at(-1) ?? '';
      await admin.query(`DROP TABLE ${schema}.${newest}`);
      await expect(months.ensureAhead(broken)).rejects.toThrow(AggregateError);
      expect(await names()).toContain(newest);
      await closed.close();
    });

    it('should give a month what its table has: keys, indexes, checks', async () => {
      await make('2001-02');
      const { rows } = await admin.query<{ of: string }>(
        `SELECT conname AS of FROM pg_constraint WHERE conrelid = '${schema}.note_y2001m02'::regclass AND contype IN ('c', 'p')
         UNION ALL SELECT 'index of ' || p.relname FROM pg_index x JOIN pg_inherits i ON i.inhrelid = x.indexrelid
           JOIN pg_class p ON p.oid = i.inhparent WHERE x.indrelid = '${schema}.note_y2001m02'::regclass ORDER BY 1`,
      );
      expect(rows.map(({ of }) => of)).toEqual([
        'index of note_pk',
        'index of note_size',
        'note_size_check',
        'note_y2001m02_pkey',
      ]);
    });

    it('should make a month while others write to its table, and never lock them out', async () => {
      const writer = await service();
      await make('2001-03');
      await writer.query('BEGIN');
      await writer.query(insert.text, [idIn('2001-03')]);
      // With a lock that excludes writers this would wait for the transaction, and the transaction for this.
      await make('2001-04');
      await writer.query(insert.text, [idIn('2001-04')]);
      await writer.query('COMMIT');
    });

    it('should make a past month again that was put away in the meantime', async () => {
      const id = await put('2001-05');
      await (await keeper()).detach(1, '2001-07');
      expect(await shards.forBucket(0).query(find, [id])).toEqual([]);
      const again = idIn('2001-05');
      const shard = shards.forBucket(0);
      await months.within(shard, [Date.UTC(2001, 4, 15)], () => shard.query(insert, [again]));
      expect(await shard.query(find, [again])).toEqual([{ size: 1 }]);
    });
  });

  describe(MonthKeeper, () => {
    it('should put away what is older than is kept, this month never, and drop it only when it is told to', async () => {
      const [old, kept, current] = [await put('2002-01'), await put('2002-02'), await put('2002-03')];
      const keep = await keeper();
      await expect(keep.detach(0, '2002-03')).rejects.toThrow(RangeError);
      expect(await keep.detach(1, '2002-03')).toEqual(
        expect.arrayContaining(['note_y2002m01', 'remark_y2002m01']),
      );
      const shard = shards.forBucket(0);
      expect(await shard.query(find, [old])).toEqual([]);
      for (const id of [kept, current]) expect(await shard.query(find, [id])).toEqual([{ size: 1 }]);
      expect(await keep.detach(1, '2002-03')).toEqual([]);

      // The rows are still there, for the owner alone.
      expect((await admin.query(`SELECT id FROM ${archive}.note_y2002m01`)).rows).toEqual([{ id: old }]);
      const looking = statement('test.look', `SELECT id FROM ${archive}.note_y2002m01 WHERE bucket = 1`);
      await expect(shard.query(looking, [])).rejects.toMatchObject({ code: '42501' });

      expect(await keep.drop('2002-01')).not.toContain('note_y2002m01');
      expect(await keep.drop('2002-02')).toContain('note_y2002m01');
      expect(await names(archive)).toEqual([]);
    });

    it('should keep a month apart that is put away a second time', async () => {
      const first = await put('2003-01');
      const keep = await keeper();
      await keep.detach(1, '2003-03');
      months = new Months(schema);
      const second = await put('2003-01');
      await keep.detach(1, '2003-03');
      const rows = async (name: string): Promise<unknown> =>
        (await admin.query(`SELECT id FROM ${archive}.${name}`)).rows;
      expect(await rows('note_y2003m01')).toEqual([{ id: first }]);
      expect(await rows('note_y2003m01_2')).toEqual([{ id: second }]);
    });

    it('should let others read and write while it waits for a long reader', async () => {
      const old = await put('2004-01');
      const reader = await service();
      await reader.query('BEGIN');
      await reader.query(find.text, [old]);
      const detached = (await keeper()).detach(1, '2004-03');
      let done = false;
      void detached.finally(() => (done = true)).catch(() => undefined);
      // Out of sight for whoever begins now.
      const other = await service();
      for (let waits = false; !waits;) {
        const { rows } = await admin.query<{ waits: boolean }>(
          `SELECT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
             WHERE c.relnamespace = '${schema}'::regnamespace AND inhdetachpending) AS waits`,
        );
        waits = rows[0]?.waits === true;
      }
      const now = newId(1);
      await other.query(insert.text, [now]);
      expect((await other.query(find.text, [now])).rows).toHaveLength(1);
      expect((await other.query(find.text, [old])).rows).toEqual([]);
      expect(done).toBe(false);
      await reader.query('COMMIT');
      await expect(detached).resolves.toContain('note_y2004m01');
    });

    it('should give way to a reader who takes too long, and go on with what was left half done', async () => {
      const old = await put('2005-01');
      const reader = await service();
      await reader.query('BEGIN');
      await reader.query(find.text, [old]);
      const impatient = await MonthKeeper.open(primary, schema, login, '200ms');
      open.push(impatient);
      const failed: unknown = await impatient.detach(1, '2005-03').catch((error: unknown) => error);
      expect(gaveWay(failed)).toBe(true);
      expect(await names()).toContain('note_y2005m01');
      expect(await shards.forBucket(0).query(find, [old])).toEqual([]);
      await reader.query('COMMIT');
      await expect(impatient.detach(1, '2005-03')).resolves.toContain('note_y2005m01');
      expect(await names(archive)).toContain('note_y2005m01');
    });

    it('should put away what a killed run has detached and left lying', async () => {
      await put('2006-01');
      await admin.query(`ALTER TABLE ${schema}.note DETACH PARTITION ${schema}.note_y2006m01`);
      await (await keeper()).detach(1, '2006-03');
      expect(await names(archive)).toEqual(expect.arrayContaining(['note_y2006m01', 'remark_y2006m01']));
    });

    it('should do it once when two run, while rows and months are being written', async () => {
      await put('2007-01');
      await put('2007-02');
      let writing = true;
      const written: string[] = [];
      const write = async (): Promise<void> => {
        for (let n = 0; writing || n < 50; n += 1) {
          const id = n % 2 === 0 ? newId(1) : idIn('2007-03');
          await make(n % 2 === 0 ? '2007-04' : '2007-03');
          await shards.forBucket(0).query(insert, [id]);
          written.push(id);
        }
      };
      const writers = [write(), write()];
      const runs = await Promise.all([
        (await keeper()).detach(1, '2007-04'),
        (await keeper()).detach(1, '2007-04'),
      ]);
      writing = false;
      await Promise.all(writers);
      const away = runs.flatMap((names) => names ?? []);
      expect(away.filter((name) => name === 'note_y2007m01')).toHaveLength(1);
      expect(away.filter((name) => name === 'remark_y2007m02')).toHaveLength(1);
      const { rows } = await admin.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM ${schema}.note WHERE id = ANY($1)`,
        [written],
      );
      expect(rows[0]?.n).toBe(written.length);
    });

    it('should report what there is and how far ahead, without making anything', async () => {
      const report = await (await keeper()).report();
      expect(report.map(({ table, ahead }) => [table, ahead])).toEqual([
        ['note', 6],
        ['remark', 6],
      ]);
    });
  });
});
