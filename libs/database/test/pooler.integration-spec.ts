import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  connectionBudgetProblems,
  loadShardMap,
  migrateShards,
  quoteIdentifier,
  Shards,
  statement,
  withoutPoolers,
  type ShardMap,
} from '../src/index.js';

// Real: PgBouncer before all Postgres servers of the run, which is what `./tenfold test pooled` starts; without it there is nothing
// to test here. Schema and role are this file's own and are dropped at the end.
const schema = `scratch_${randomBytes(4).toString('hex')}`;
const stores = testStores();
const map = loadShardMap(stores.shardMapFile);
const direct = withoutPoolers(map);
const pooled = Object.values(map.shards).every(({ primary }) => primary.pooler !== undefined);

(pooled ? describe : describe.skip)('by way of a pooler', () => {
  const login = { user: schema, password: randomBytes(12).toString('hex') };
  const admin = { user: stores.adminUser, password: stores.adminPassword };
  const STATEMENT_TIMEOUT_MS = 1_000;
  const options = {
    ...login,
    poolSize: 8,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    applicationName: 'test',
    replicaMaxLagMs: 1_000,
  };
  const [name = '', servers] = Object.entries(map.shards)[0] ?? [];
  if (servers?.replicas?.[0] === undefined) throw new Error('the test stack has no replica');
  const { primary } = servers;
  const [replica] = servers.replicas;
  const opened: Shards[] = [];
  const open = (over: ShardMap = map) => {
    const shards = new Shards(over, options);
    opened.push(shards);
    const shard = shards.all().find((each) => each.name === name);
    if (shard === undefined) throw new Error('unreachable');
    return shard;
  };
  const asAdmin = async <T extends pg.QueryResultRow>(at: typeof primary, text: string): Promise<T[]> => {
    const client = new pg.Client({ host: at.host, port: at.port, database: at.database, ...admin });
    await client.connect();
    try {
      return (await client.query<T>(text)).rows;
    } finally {
      await client.end();
    }
  };
  const backend = statement('pooler.backend', 'SELECT pg_backend_pid() AS pid');
  let shard: ReturnType<typeof open>;

  beforeAll(async () => {
    await migrateShards(
      direct,
      { schema, entities: [], migrations: [], partitioned: false },
      {
        adminUser: admin.user,
        adminPassword: admin.password,
        ...login,
        bounds: {
          connections: { processes: 1, poolSize: 8, poolerConnections: 8 },
          statementTimeoutMs: STATEMENT_TIMEOUT_MS,
        },
      },
      () => undefined,
    );
    await asAdmin(
      primary,
      `CREATE TABLE ${schema}.kv (k int PRIMARY KEY, v int NOT NULL); GRANT ALL ON ${schema}.kv TO ${schema}`,
    );
    shard = open();
    await shard.start();
  });

  afterAll(async () => {
    await Promise.all(opened.map((shards) => shards.close()));
    for (const { primary: at } of Object.values(map.shards)) {
      // The pooler keeps connections of a role that is about to go.
      await asAdmin(at, `ALTER ROLE ${quoteIdentifier(schema)} NOLOGIN`);
      await asAdmin(
        at,
        `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '${schema}'`,
      );
      await asAdmin(at, `DROP SCHEMA ${quoteIdentifier(schema)} CASCADE`);
      for (const role of [schema, `${schema}_owner`]) await asAdmin(at, `DROP ROLE ${quoteIdentifier(role)}`);
    }
  });

  it('should have the server end a statement that takes too long, by the timeout of the role', async () => {
    const timeout = statement('pooler.timeout', "SELECT current_setting('statement_timeout') AS timeout");
    expect(await shard.query(timeout, [])).toEqual([{ timeout: '1s' }]);
    const sleep = statement('pooler.sleep', 'SELECT pg_sleep(30)');
    // `overloaded` is the server's own cancel (57014); a client that had given up would say that the shard is not available.
    await expect(shard.query(sleep, [])).rejects.toMatchObject({ code: 'overloaded', status: 503 });
    await waitFor(
      async () =>
        (
          await asAdmin(
            primary,
            `SELECT FROM pg_stat_activity WHERE usename = '${schema}' AND state = 'active' AND query LIKE '%pg_sleep%'`,
          )
        ).length === 0,
    );
  });

  it('should refuse the timeout that a session asks for, instead of dropping it silently', async () => {
    const client = new pg.Client({ ...primary, ...primary.pooler, ...login, statement_timeout: 1_000 });
    client.on('error', () => undefined);
    await expect(client.connect()).rejects.toThrow(/startup parameter/);
  });

  it('should end a transaction that is left open and idle', async () => {
    const idle = shard.transaction(async (tx) => {
      const [row] = await tx.query<{ pid: number }>(backend, []);
      await waitFor(
        async () =>
          (await asAdmin(primary, `SELECT FROM pg_stat_activity WHERE pid = ${row?.pid ?? 0}`)).length === 0,
      );
      await tx.query(backend, []);
    });
    await expect(idle).rejects.toMatchObject({ status: 503 });
    expect(await shard.query(backend, [])).toHaveLength(1);
  });

  it('should share fewer server connections than its pool has', async () => {
    await Promise.all(Array.from({ length: 64 }, () => shard.query(backend, [])));
    const [row] = await asAdmin<{ n: number }>(
      primary,
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = '${schema}'`,
    );
    expect(shard.pools()[0]).toMatchObject({ max: 8 });
    expect(row?.n).toBeLessThanOrEqual(8);
  });

  it('should prepare a statement once per server connection and find it again in the next transaction', async () => {
    const hot = statement('pooler.hot', 'SELECT $1::int + 1 AS hot');
    const prepared = statement(
      'pooler.prepared',
      `SELECT pg_backend_pid() AS pid, count(*)::int AS times, sum(generic_plans + custom_plans)::int AS plans
         FROM pg_prepared_statements WHERE statement = $1`,
    );
    const most = new Map<number, number>();
    for (let round = 0; round < 20; round += 1) {
      const [row] = await shard.transaction(async (tx) => {
        expect(await tx.query(hot, [round])).toEqual([{ hot: round + 1 }]);
        return tx.query<{ pid: number; times: number; plans: number }>(prepared, [hot.text]);
      });
      expect(row?.times).toBe(1);
      most.set(row?.pid ?? 0, row?.plans ?? 0);
    }
    const sum = [...most.values()].reduce((total, plans) => total + plans, 0);
    expect(sum).toBe(20);
  });

  it('should watch over connections of its own while all others are busy', async () => {
    const lock = statement('pooler.lock', `LOCK TABLE ${schema}.kv IN ACCESS EXCLUSIVE MODE`);
    const blocked = statement('pooler.blocked', `SELECT count(*)::int AS n FROM ${schema}.kv`);
    await shard.transaction(async (tx) => {
      await tx.query(lock, []);
      const waiting = Array.from({ length: 7 }, () => shard.query(blocked, []).catch(() => []));
      await waitFor(
        async () =>
          (
            await asAdmin(
              primary,
              `SELECT FROM pg_stat_activity WHERE usename = '${schema}' AND wait_event_type = 'Lock'`,
            )
          ).length >= 5,
      );
      expect(await shard.flushed()).toBeLessThan(2n ** 63n);
      void Promise.all(waiting);
    });
  });

  it('should read from a replica what a token asks for, compared and answered by one server', async () => {
    const write = statement(
      'pooler.write',
      `INSERT INTO ${schema}.kv VALUES (1, $1) ON CONFLICT (k) DO UPDATE SET v = excluded.v`,
    );
    const read = statement(
      'pooler.read',
      `SELECT v, pg_is_in_recovery() AS replica FROM ${schema}.kv WHERE k = 1`,
    );
    await shard.query(write, [1]);
    await waitFor(
      async () => (await shard.read<{ replica: boolean }>(read, [], { intent: 'bounded' }))[0]?.replica,
    );
    await asAdmin(replica, 'SELECT pg_wal_replay_pause()');
    try {
      await waitFor(
        async () =>
          (
            await asAdmin<{ paused: boolean }>(
              replica,
              "SELECT pg_get_wal_replay_pause_state() = 'paused' AS paused",
            )
          )[0]?.paused,
      );
      await shard.query(write, [2]);
      const token = { epoch: map.epoch, positions: new Map([[name, (await shard.flushed()) ?? 0n]]) };
      expect(await shard.read(read, [], { intent: 'eventual' })).toEqual([{ v: 1, replica: true }]);
      for (let n = 0; n < 10; n += 1)
        expect(await shard.read(read, [], { intent: 'eventual', token })).toEqual([{ v: 2, replica: false }]);
    } finally {
      await asAdmin(replica, 'SELECT pg_wal_replay_resume()');
    }
  });

  it('should not let the administrator in, who goes direct', async () => {
    const client = new pg.Client({ ...primary, ...primary.pooler, ...admin });
    client.on('error', () => undefined);
    await expect(client.connect()).rejects.toThrow();
  });

  it('should tell at start when the role has no timeout that a pooler could keep', async () => {
    const plan = { processes: 1, poolSize: 8, poolerConnections: 8 };
    const one: ShardMap = { ...map, shards: { [name]: servers } };
    expect(await connectionBudgetProblems(one, login, plan)).toEqual([]);
    await asAdmin(primary, `ALTER ROLE ${schema} RESET statement_timeout`);
    try {
      const problems = await connectionBudgetProblems(
        { ...one, shards: { [name]: { primary } } },
        login,
        plan,
      );
      expect(problems).toEqual([expect.stringContaining('has no statement_timeout there')]);
    } finally {
      await asAdmin(primary, `ALTER ROLE ${schema} SET statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
    }
  });
});
