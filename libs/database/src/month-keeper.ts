import pg from 'pg';
import { quoteIdentifier } from './identifier.js';
import { monthOf, monthsAhead, monthsLater, parsePartition, type Month } from './month.js';
import { ownerOf, type MigrationLogin } from './migrate.js';
import type { ShardEndpoint } from './shard-map.js';

/** A partition of one of the schema's tables, in it or in its archive. */
interface Partition {
  readonly table: string;
  readonly month: Month;
  readonly name: string;
  /** `pending`: a detach was cut off. `loose`: it has been detached and not yet been put away. */
  readonly state: 'attached' | 'pending' | 'loose' | 'archived';
}

export interface TableMonths {
  readonly table: string;
  readonly attached: number;
  readonly oldest: Month | null;
  readonly newest: Month | null;
  /** After this month, without a gap. */
  readonly ahead: number;
  readonly archived: number;
}

/** Detaching waits for those who use the table just now: longer than a statement of a service may run, shorter than a long report. */
const PATIENCE = '8s';
const LONGEST_NAME = 63;

/**
 * The months of one schema on one shard, in their owner's hands. What a running service must not do is done here: months older than
 * the retention are detached and put into the schema `<schema>_archive`, which no service sees, and leave that only by `drop`.
 */
export class MonthKeeper {
  private constructor(
    private readonly client: pg.Client,
    private readonly schema: string,
  ) {}

  /** @param patience how long to wait for those who use a table, as Postgres writes it */
  static async open(
    endpoint: ShardEndpoint,
    schema: string,
    login: MigrationLogin,
    patience = PATIENCE,
  ): Promise<MonthKeeper> {
    const client = new pg.Client({
      ...endpoint,
      user: login.adminUser,
      password: login.adminPassword,
      options: `-c lock_timeout=${patience}`,
    });
    await client.connect();
    return new MonthKeeper(client, schema);
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  async report(now = monthOf(Date.now())): Promise<TableMonths[]> {
    const partitions = await this.partitions();
    const tables = [...new Set(partitions.map(({ table }) => table))];
    return tables.map((table) => {
      const own = partitions.filter((partition) => partition.table === table);
      const months = own.flatMap(({ state, month }) => (state === 'attached' ? [month] : [])).toSorted();
      return {
        table,
        attached: months.length,
        oldest: months[0] ?? null,
        newest: months.at(-1) ?? null,
        ahead: monthsAhead(months, now),
        archived: own.filter(({ state }) => state === 'archived').length,
      };
    });
  }

  /**
   * Puts away every month before `now` less `keep` months. Statements go on meanwhile; one that runs longer than we wait leaves the
   * month half detached: it is out of every new statement's sight, and the next run ends what this one began.
   * @param keep whole months before this one, at least one
   * @returns the partitions that were put away; undefined when somebody else is doing it
   */
  async detach(keep: number, now = monthOf(Date.now())): Promise<string[] | undefined> {
    if (!Number.isInteger(keep) || keep < 1) throw new RangeError('at least one whole month is kept');
    return this.alone(async () => {
      const first = monthsLater(now, -keep);
      const old = (await this.partitions()).filter(
        ({ state, month }) => state !== 'archived' && month < first,
      );
      // A table has one pending detach at most: it is ended before the next begins.
      const away = old.toSorted((a, b) => Number(a.state === 'attached') - Number(b.state === 'attached'));
      if (away.length > 0) await this.becomeOwner();
      for (const partition of away) await this.putAway(partition);
      return away.map(({ name }) => name);
    });
  }

  /** Deletes archived months before the given one, for ever. @returns what it deleted; undefined when somebody else is at work */
  async drop(before: Month): Promise<string[] | undefined> {
    return this.alone(async () => {
      const old = (await this.partitions()).filter(
        ({ state, month }) => state === 'archived' && month < before,
      );
      for (const { name } of old) {
        await this.client.query(
          `DROP TABLE ${quoteIdentifier(archiveOf(this.schema))}.${quoteIdentifier(name)}`,
        );
      }
      return old.map(({ name }) => name);
    });
  }

  /** Each step may have been the last of a run that was killed, so each begins with what is there. */
  private async putAway({ table, name, state }: Partition): Promise<void> {
    const at = quoteIdentifier(this.schema);
    const [parent, child] = [`${at}.${quoteIdentifier(table)}`, `${at}.${quoteIdentifier(name)}`];
    // Neither runs inside a transaction or a function. Both lock the table against other DDL only.
    if (state === 'attached')
      await this.client.query(`ALTER TABLE ${parent} DETACH PARTITION ${child} CONCURRENTLY`);
    if (state === 'pending')
      await this.client.query(`ALTER TABLE ${parent} DETACH PARTITION ${child} FINALIZE`);
    const suffix = await this.freeSuffix(name);
    await this.client.query('BEGIN');
    try {
      if (suffix !== '') await this.rename(name, suffix);
      const renamed = `${at}.${quoteIdentifier(name + suffix)}`;
      await this.client.query(`ALTER TABLE ${renamed} SET SCHEMA ${quoteIdentifier(archiveOf(this.schema))}`);
      await this.client.query('COMMIT');
    } catch (error) {
      await this.client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  /** A month that somebody has imported into after it was put away is put away a second time, beside the first. */
  private async freeSuffix(name: string): Promise<string> {
    const taken = new Set(
      (await this.partitions()).flatMap((one) => (one.state === 'archived' ? [one.name] : [])),
    );
    let [suffix, count] = ['', 1];
    while (taken.has(name + suffix)) suffix = `_${(count += 1)}`;
    return suffix;
  }

  /** Indexes have names in the schema too. */
  private async rename(name: string, suffix: string): Promise<void> {
    const at = quoteIdentifier(this.schema);
    const { rows } = await this.client.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
       WHERE i.indrelid = to_regclass(format('%I.%I', $1::text, $2::text))`,
      [this.schema, name],
    );
    for (const index of rows) {
      const renamed = index.name.slice(0, LONGEST_NAME - suffix.length) + suffix;
      await this.client.query(
        `ALTER INDEX ${at}.${quoteIdentifier(index.name)} RENAME TO ${quoteIdentifier(renamed)}`,
      );
    }
    await this.client.query(
      `ALTER TABLE ${at}.${quoteIdentifier(name)} RENAME TO ${quoteIdentifier(name + suffix)}`,
    );
  }

  private async partitions(): Promise<Partition[]> {
    const { rows } = await this.client.query<{ name: string; state: Partition['state'] }>(
      `SELECT c.relname AS name,
         CASE WHEN n.nspname <> $1 THEN 'archived' WHEN NOT c.relispartition THEN 'loose'
              WHEN i.inhdetachpending THEN 'pending' ELSE 'attached' END AS state
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
       WHERE c.relkind = 'r' AND n.nspname IN ($1, $2)
       ORDER BY i.inhparent, c.relname`,
      [this.schema, archiveOf(this.schema)],
    );
    const tables = await this.tables();
    return rows.flatMap(({ name, state }) => {
      const parsed = parsePartition(name);
      return parsed === undefined || !tables.has(parsed.table) ? [] : [{ ...parsed, name, state }];
    });
  }

  private async tables(): Promise<ReadonlySet<string>> {
    const { rows } = await this.client.query<{ table: string }>(
      `SELECT p.relname AS table FROM pg_partitioned_table t JOIN pg_class p ON p.oid = t.partrelid
       WHERE p.relnamespace = $1::regnamespace`,
      [this.schema],
    );
    return new Set(rows.map(({ table }) => table));
  }

  /** What is put away belongs to the same role as before, and the schema for it too. */
  private async becomeOwner(): Promise<void> {
    const [archive, owner] = [archiveOf(this.schema), ownerOf(this.schema)].map(quoteIdentifier);
    await this.client.query('RESET ROLE');
    await this.client.query(`CREATE SCHEMA IF NOT EXISTS ${archive} AUTHORIZATION ${owner}`);
    await this.client.query(`SET ROLE ${owner}`);
  }

  private async alone<T>(work: () => Promise<T>): Promise<T | undefined> {
    const key = `tenfold.partitions.${this.schema}`;
    const { rows } = await this.client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(hashtext($1)) AS mine',
      [key],
    );
    if (rows[0]?.mine !== true) return undefined;
    try {
      return await work();
    } finally {
      await this.client.query('SELECT pg_advisory_unlock(hashtext($1))', [key]).catch(() => undefined);
    }
  }
}

function archiveOf(schema: string): string {
  return `${schema}_archive`;
}
