import {
  loadShardMap,
  migrateShards,
  type MigrationLogin,
  type MigrationPlan,
  type Statement,
} from '@tenfold/database';
import pg from 'pg';
import { testStores } from './test-stores.js';

/** What plans are measured on: the same twelve months on every day that the tests run. */
export const PLAN_YEAR = 2026;
const MONTHS = 12;

/** Postgres compares with a generic plan at the sixth execution, for which it locks what that would need; from then on it has chosen. */
const EXECUTIONS = 10;

interface PlanNode {
  readonly Schema?: string;
  readonly 'Relation Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A migrated database of its own, on the first shard's server, with exactly twelve monthly partitions of each table. */
export class PlanDatabase {
  private constructor(
    private readonly name: string,
    private readonly schema: string,
    private readonly server: pg.Client,
    private readonly service: pg.ClientConfig,
    private readonly connection: pg.Client,
    private readonly parents: ReadonlyMap<string, string>,
  ) {}

  static async create(plan: MigrationPlan, login: MigrationLogin): Promise<PlanDatabase> {
    const [endpoint] = Object.values(loadShardMap(testStores().shardMapFile).shards).map(
      ({ primary }) => primary,
    );
    if (endpoint === undefined) throw new Error('the shard map has no shard');
    const name = `tenfold_${plan.schema}_plans`;
    const admin = { ...endpoint, user: login.adminUser, password: login.adminPassword };
    const server = await connected(admin);
    await server.query(`DROP DATABASE IF EXISTS ${name}`);
    await server.query(`CREATE DATABASE ${name}`);
    const primary = { ...endpoint, database: name };
    const shards = { one: { primary } };
    const ranges = [{ from: 0, to: 4_095, shard: 'one' }];
    await migrateShards({ version: 1, epoch: 1, shards, ranges }, plan, login, () => undefined);
    const owner = await connected({ ...admin, database: name });
    const parents = await replaceMonths(owner, plan.schema);
    await owner.end();
    const service = { ...primary, user: login.user, password: login.password };
    return new PlanDatabase(name, plan.schema, server, service, await connected(service), parents);
  }

  /** How many partitions of each partitioned table the plan for these values reads or writes. */
  async partitions(
    { text }: Statement,
    values: readonly unknown[],
  ): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.connection.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (VERBOSE, FORMAT JSON) ${text}`,
      [...values],
    );
    const touched = new Set(rows.flatMap((row) => relations(row['QUERY PLAN'][0].Plan)));
    const counts: Record<string, number> = {};
    for (const [partition, parent] of this.parents) {
      if (touched.has(partition)) counts[parent] = (counts[parent] ?? 0) + 1;
    }
    return counts;
  }

  /** Relations of the schema that the eleventh execution locks. Nothing is left behind. */
  async locks(
    { name, text }: Statement,
    values: readonly unknown[],
    mode?: 'force_generic_plan',
  ): Promise<number> {
    // A plan that another measurement has left behind locks less than one that is made here.
    const service = await connected(this.service);
    try {
      if (mode !== undefined) await service.query(`SET plan_cache_mode = ${mode}`);
      const execute = async (): Promise<void> => {
        await service.query('BEGIN');
        await service.query({ name, text, values: [...values] });
      };
      for (let n = 0; n < EXECUTIONS; n++) {
        await execute();
        await service.query('ROLLBACK');
      }
      await execute();
      const { rows } = await service.query<{ locks: number }>(
        `SELECT count(DISTINCT relation)::int AS locks FROM pg_locks JOIN pg_class c ON c.oid = relation
         WHERE locktype = 'relation' AND pid = pg_backend_pid() AND c.relnamespace = $1::regnamespace`,
        [this.schema],
      );
      await service.query('ROLLBACK');
      return rows[0]?.locks ?? 0;
    } finally {
      await service.end();
    }
  }

  async drop(): Promise<void> {
    await this.connection.end();
    await this.server.query(`DROP DATABASE ${this.name}`);
    await this.server.end();
  }
}

/** Partitions by name, with their tables. The months that the migration made lie where the calendar is; these do not. */
async function replaceMonths(owner: pg.Client, schema: string): Promise<Map<string, string>> {
  const query = `SELECT c.relname AS partition, p.relname AS parent FROM pg_inherits i
    JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
    WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'`;
  const made = await owner.query<{ partition: string }>(query, [schema]);
  for (const { partition } of made.rows) await owner.query(`DROP TABLE ${schema}.${partition}`);
  const ends = [`${PLAN_YEAR}-01-01`, `${PLAN_YEAR}-${MONTHS}-01`];
  await owner.query(`SELECT ${schema}.ensure_months($1::date, $2::date)`, ends);
  const { rows } = await owner.query<{ partition: string; parent: string }>(query, [schema]);
  return new Map(rows.map(({ partition, parent }) => [partition, parent]));
}

function relations(node: PlanNode): string[] {
  const own = node['Relation Name'];
  return [...(own === undefined ? [] : [own]), ...(node.Plans ?? []).flatMap(relations)];
}

async function connected(config: pg.ClientConfig): Promise<pg.Client> {
  const client = new pg.Client(config);
  await client.connect();
  return client;
}
