import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import { gaveWay, loadShardMap, migrateShards, migrationSource, type MigrationPlan } from '../src/index.js';

// Real: both Postgres shards of the test run. The schema is this file's own and is dropped at the end.
const schema = `scratch_${randomBytes(4).toString('hex')}`;

class CreateNotes1700000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE ${schema}.note (bucket smallint CONSTRAINT note_pk PRIMARY KEY)`);
  }

  async down(): Promise<void> {}
}

class AddColour1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schema}.note ADD COLUMN colour text`);
  }

  async down(): Promise<void> {}
}

class AddSize1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${schema}.note ADD COLUMN size int`);
  }

  async down(): Promise<void> {}
}

@Entity({ schema, name: 'note' })
class NoteEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'note_pk' })
  bucket!: number;

  @Column('text')
  nobodyHasMadeThis!: string;
}

describe('migrations of tables that are in use', () => {
  const { adminUser, adminPassword, shardMapFile } = testStores();
  const map = loadShardMap(shardMapFile);
  const login = { adminUser, adminPassword, user: schema, password: 'secret' };
  const planOf = (...migrations: MigrationPlan['migrations']): MigrationPlan => ({
    schema,
    entities: [],
    migrations,
    partitioned: false,
  });
  const first = planOf(CreateNotes1700000000000);
  const second = planOf(CreateNotes1700000000000, AddColour1700000000001);
  const third = planOf(CreateNotes1700000000000, AddColour1700000000001, AddSize1700000000002);
  const primaries = Object.values(map.shards).map(({ primary }) => primary);
  const open: pg.Client[] = [];
  const connect = async (primary = primaries[0]): Promise<pg.Client> => {
    const client = new pg.Client({ ...primary, user: adminUser, password: adminPassword });
    await client.connect();
    open.push(client);
    return client;
  };
  const columns = async (): Promise<string[]> => {
    const { rows } = await (
      await connect()
    ).query<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = '${schema}.note'::regclass AND attnum > 0 ORDER BY attnum`,
    );
    return rows.map(({ name }) => name);
  };

  beforeAll(() => migrateShards(map, first, login, () => undefined));

  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.end()));
  });

  afterAll(async () => {
    for (const primary of primaries) {
      const client = await connect(primary);
      await client.query(`DROP SCHEMA ${schema} CASCADE`);
      await client.query(`DROP ROLE ${schema}`);
      await client.query(`DROP ROLE ${schema}_owner`);
      await client.end();
    }
    open.splice(0);
  });

  it('should give way to a long reader, again and again, and keep nobody else waiting', async () => {
    const reader = await connect();
    await reader.query('BEGIN');
    await reader.query(`SELECT FROM ${schema}.note`);
    const lines: string[] = [];
    const migrated = migrateShards(map, second, login, (line) => lines.push(line));
    await waitFor(() => lines.some((line) => line.includes('in use')));
    // Behind DDL that waits as long as the reader reads, this would run into its timeout.
    const other = await connect();
    await other.query("SET lock_timeout = '10s'");
    for (let n = 0; n < 3; n += 1) await other.query(`SELECT FROM ${schema}.note`);
    expect(await columns()).toEqual(['bucket']);
    await reader.query('COMMIT');
    await migrated;
    expect(await columns()).toEqual(['bucket', 'colour']);
    expect(lines.at(-1)).toContain(AddColour1700000000001.name);
  });

  it('should fail when its patience is over, with nothing half done, and go on the next time', async () => {
    const reader = await connect();
    await reader.query('BEGIN');
    await reader.query(`SELECT FROM ${schema}.note`);
    const failed: unknown = await migrateShards(map, third, login, () => undefined, 0).catch(
      (error: unknown) => error,
    );
    expect(gaveWay(failed)).toBe(true);
    expect(await columns()).toEqual(['bucket', 'colour']);
    await reader.query('COMMIT');
    await migrateShards(map, third, login, () => undefined);
    expect(await columns()).toEqual(['bucket', 'colour', 'size']);
  });

  it('should change nothing on any shard when one is down', async () => {
    const dead = { primary: { host: '127.0.0.1', port: 1, database: 'tenfold' } };
    const broken = { ...map, shards: { ...map.shards, dead } };
    const more = { ...third, schema: `${schema}_more` };
    await expect(migrateShards(broken, more, login, () => undefined)).rejects.toThrow('ECONNREFUSED');
    for (const primary of primaries) {
      const { rows } = await (
        await connect(primary)
      ).query(`SELECT FROM pg_namespace WHERE nspname = '${schema}_more'`);
      expect(rows).toEqual([]);
    }
  });

  it('should let the generator find what entities have and migrations have not made', async () => {
    const [primary] = primaries;
    if (primary === undefined) throw new Error('the map has no shard');
    const source = migrationSource(primary, { ...third, entities: [NoteEntity] }, login);
    await source.initialize();
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    await source.destroy();
    const found = upQueries.map(({ query }) => query).join('\n');
    expect(found).toContain('nobodyHasMadeThis');
    expect(found).toContain('DROP COLUMN "colour"');
  });
});
