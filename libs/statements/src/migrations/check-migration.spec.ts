import { checkHistory, withNew } from './check-history.js';
import { checkMigration } from './check-migration.js';
import { checksumOf, readMigration, type MigrationSql } from './migration-sql.js';

const migration = (up: string | readonly string[], over: Partial<MigrationSql> = {}): MigrationSql => ({
  name: 'Change1764000000000',
  up: [up].flat(),
  down: [],
  transaction: true,
  contract: undefined,
  ...over,
});
const rules = async (of: MigrationSql): Promise<string[]> =>
  (await checkMigration(of)).map(({ rule }) => rule);
const mark = { release: '0.2.0', unused: 'a.t.c' };

/** What a mark allows, and only a mark. */
const CONTRACTS: readonly (readonly [sql: string, rule: string])[] = [
  ['DROP TABLE a.t', 'drops-nothing'],
  ['DROP VIEW a.v', 'drops-nothing'],
  ['DROP FUNCTION a.f(int)', 'drops-nothing'],
  ['DROP TYPE a.t', 'drops-nothing'],
  ['DROP SCHEMA a CASCADE', 'drops-nothing'],
  ['ALTER TABLE a.t DROP COLUMN c', 'drops-nothing'],
  ['ALTER TABLE a.t ADD COLUMN d int, DROP COLUMN IF EXISTS c', 'drops-nothing'],
  ['ALTER TABLE a.t DROP CONSTRAINT t_pk', 'drops-nothing'],
  ['ALTER TABLE a.t RENAME COLUMN c TO d', 'keeps-names'],
  ['ALTER TABLE a.t RENAME TO u', 'keeps-names'],
  ['ALTER INDEX a.i RENAME TO j', 'keeps-names'],
  ['ALTER TABLE a.t ALTER COLUMN c TYPE bigint', 'keeps-types'],
  ['ALTER TABLE a.t ALTER c SET NOT NULL', 'accepts-old-rows'],
  ['ALTER TABLE a.t ADD COLUMN c int NOT NULL', 'accepts-old-rows'],
  ['ALTER TABLE a.t ADD CONSTRAINT k CHECK (c > 0) NOT VALID', 'accepts-old-rows'],
  ['ALTER TABLE a.t ADD CONSTRAINT k UNIQUE USING INDEX i', 'accepts-old-rows'],
  ['CREATE TRIGGER g BEFORE INSERT ON a.t FOR EACH ROW EXECUTE FUNCTION a.f()', 'accepts-old-rows'],
];

/** What makes everybody wait, or cannot be judged: nothing allows it. */
const NEVER: readonly (readonly [sql: string, rule: string])[] = [
  ['CREATE INDEX i ON a.t (c)', 'locks-no-table'],
  ['CREATE INDEX CONCURRENTLY i ON a.t (c)', 'locks-no-table'],
  ['DROP INDEX a.i', 'locks-no-table'],
  ['ALTER TABLE a.t ADD COLUMN c uuid DEFAULT gen_random_uuid()', 'locks-no-table'],
  ['ALTER TABLE a.t ADD COLUMN c int GENERATED ALWAYS AS (b + 1) STORED', 'locks-no-table'],
  ['ALTER TABLE a.t ADD COLUMN c int CHECK (c > 0)', 'locks-no-table'],
  ['ALTER TABLE a.t ADD COLUMN c int REFERENCES a.u', 'locks-no-table'],
  ['ALTER TABLE a.t ADD CONSTRAINT k CHECK (c > 0)', 'locks-no-table'],
  ['ALTER TABLE a.t ADD PRIMARY KEY (c)', 'locks-no-table'],
  ["CREATE TABLE a.u PARTITION OF a.t FOR VALUES FROM ('a') TO ('b')", 'locks-no-table'],
  ['UPDATE a.t SET c = 1', 'moves-no-rows'],
  ['DELETE FROM a.t', 'moves-no-rows'],
  ['TRUNCATE a.t', 'is-known'],
  ['LOCK TABLE a.t', 'is-known'],
  ['DO $$ BEGIN DROP TABLE a.t; END $$', 'is-known'],
  ['ALTER TABLE a.t SET LOGGED', 'is-known'],
  ['ALTER TABLE a.t DETACH PARTITION a.u', 'is-known'],
];

const EXPANDS: readonly (string | readonly string[])[] = [
  'CREATE TABLE a.t (bucket smallint NOT NULL, PRIMARY KEY (bucket)); CREATE INDEX i ON a.t (bucket); ALTER TABLE a.t ADD c int NOT NULL',
  'ALTER TABLE a.t ADD COLUMN c int',
  "ALTER TABLE a.t ADD COLUMN c text NOT NULL DEFAULT ''::text, ADD COLUMN d timestamptz NOT NULL DEFAULT now()",
  'ALTER TABLE a.t ALTER COLUMN c DROP NOT NULL, ALTER COLUMN c SET DEFAULT 0',
  'ALTER TABLE a.t VALIDATE CONSTRAINT k',
  'CREATE INDEX i ON ONLY a.t (c)',
  'CREATE OR REPLACE FUNCTION a.f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  "SELECT a.ensure_months('2026-01-01', '2026-02-01')",
];

describe(checkMigration, () => {
  it.each(CONTRACTS)('should refuse %s, unless it is marked', async (sql, rule) => {
    expect(await rules(migration(sql))).toContain(rule);
    expect(await rules(migration(sql, { contract: mark }))).toEqual([]);
  });

  it.each(NEVER)('should refuse %s, marked or not', async (sql, rule) => {
    expect(await rules(migration(sql))).toContain(rule);
    expect(await rules(migration(sql, { contract: mark }))).toContain(rule);
  });

  it.each(EXPANDS)('should pass %s', async (sql) => {
    expect(await rules(migration(sql))).toEqual([]);
  });

  it('should pass an index that is built concurrently, apart, and again after it was cut off', async () => {
    const build = 'CREATE INDEX CONCURRENTLY i ON a.t (c)';
    const clear = 'DROP INDEX CONCURRENTLY IF EXISTS a.i';
    expect(await rules(migration([clear, build], { transaction: false }))).toEqual([]);
    expect(await rules(migration([build], { transaction: false }))).toEqual(['can-be-repeated']);
    expect(await rules(migration([clear, build]))).toEqual(['locks-no-table']);
  });

  it('should want to know which release stopped using it', async () => {
    const vague = { release: 'the last one', unused: 'a.t.c' };
    expect(await rules(migration('DROP TABLE a.t', { contract: vague }))).toEqual(['names-its-release']);
  });
});

describe(checkHistory, () => {
  const first = migration('CREATE TABLE a.t (c int)', { name: 'First1764000000000' });
  const second = migration('ALTER TABLE a.t ADD COLUMN d int', { name: 'Second1764000000001' });
  const known = withNew([first, second], {});

  it('should pass what is merged and unchanged', async () => {
    expect(await checkHistory([first, second], known)).toEqual([]);
  });

  it('should refuse one that was edited, and never write its checksum again', async () => {
    const edited = { ...first, up: ['CREATE TABLE a.t (c bigint)'] };
    expect(await checkHistory([edited, second], known)).toEqual([
      expect.stringContaining('First1764000000000 was edited'),
    ]);
    expect(withNew([edited, second], known)).toEqual(known);
    expect(checksumOf(edited)).not.toBe(checksumOf(first));
  });

  it('should refuse one that is gone, one that is new, and one that runs too early', async () => {
    const early = { ...second, name: 'Early1763999999999' };
    expect(await checkHistory([first, early], known)).toEqual([
      expect.stringContaining('Early1763999999999 has no checksum'),
      expect.stringContaining('Early1763999999999 would not run after First1764000000000'),
      expect.stringContaining('Second1764000000001 was merged and is gone'),
    ]);
  });
});

describe(readMigration, () => {
  class Some1764000000000 {
    async up(runner: { query: (sql: string, values?: unknown[]) => Promise<void> }): Promise<void> {
      await runner.query('SELECT 1');
      await runner.query('SELECT 2');
    }

    async down(runner: { query: (sql: string, values?: unknown[]) => Promise<void> }): Promise<void> {
      await runner.query('SELECT $1', [3]);
    }
  }

  it('should hear what a migration sends, and refuse values, which it could not judge', async () => {
    await expect(readMigration(Some1764000000000)).rejects.toThrow('without values');
    Some1764000000000.prototype.down = () => Promise.resolve();
    expect(await readMigration(Some1764000000000)).toMatchObject({
      name: 'Some1764000000000',
      up: ['SELECT 1', 'SELECT 2'],
      transaction: true,
    });
  });
});
