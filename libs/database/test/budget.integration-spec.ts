import { testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  connectionBudgetProblems,
  directAddress,
  loadShardMap,
  migrateShards,
  quoteIdentifier,
  Shard,
  statement,
  withoutPoolers,
  type ConnectionPlan,
} from '../src/index.js';

// Real: all Postgres servers of the test run, without poolers, which would keep the connections that are counted here. Schema and role are this file's own and are dropped at the end.
const schema = `scratch_${randomBytes(4).toString('hex')}`;
const STATEMENT_TIMEOUT_MS = 4_000;

describe('the budget of connections', () => {
  const stores = testStores();
  const map = withoutPoolers(loadShardMap(stores.shardMapFile));
  const [first] = Object.values(map.shards);
  if (first?.replicas?.[0] === undefined) throw new Error('the test stack has no replica');
  const { primary } = first;
  const [replica] = first.replicas;
  const plan = { schema, entities: [], migrations: [], partitioned: false };
  const login = { user: schema, password: randomBytes(12).toString('hex') };
  const admin = { user: stores.adminUser, password: stores.adminPassword };
  const migrate = (connections: ConnectionPlan): Promise<void> =>
    migrateShards(
      map,
      plan,
      {
        adminUser: admin.user,
        adminPassword: admin.password,
        ...login,
        bounds: { connections, statementTimeoutMs: STATEMENT_TIMEOUT_MS },
      },
      () => undefined,
    );
  const clients: pg.Client[] = [];
  const connect = async (endpoint: typeof primary, as: typeof login): Promise<pg.Client> => {
    const client = new pg.Client({ ...directAddress(endpoint), ...as });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };
  const limitOn = async (client: pg.Client): Promise<number | undefined> => {
    const { rows } = await client.query<{ rolconnlimit: number }>(
      'SELECT rolconnlimit FROM pg_roles WHERE rolname = $1',
      [schema],
    );
    return rows[0]?.rolconnlimit;
  };
  let server: pg.Client;
  const open = async (): Promise<number> => {
    const query = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE usename = $1';
    return (await server.query<{ n: number }>(query, [schema])).rows[0]?.n ?? 0;
  };

  beforeAll(async () => {
    server = await connect(primary, admin);
    // The table of migrations is what gets rights granted on; the runner makes it although there is nothing to run.
    await migrate({ processes: 1, poolSize: 2 });
  });

  afterEach(async () => {
    await Promise.all(clients.splice(1).map((client) => client.end().catch(() => undefined)));
    // The server counts a connection until its process has gone.
    await waitFor(async () => (await open()) === 0);
  });

  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    for (const { primary: at } of Object.values(map.shards)) {
      const client = new pg.Client({ ...directAddress(at), ...admin });
      await client.connect();
      await client.query(`DROP SCHEMA ${quoteIdentifier(schema)} CASCADE`);
      for (const role of [schema, `${schema}_owner`])
        await client.query(`DROP ROLE ${quoteIdentifier(role)}`);
      await client.end();
    }
  });

  it('should be kept by the server itself, on primary and replica apart', async () => {
    expect(await limitOn(server)).toBe(3);
    const behind = await connect(replica, admin);
    await waitFor(async () => (await limitOn(behind)) === 3);
    for (const endpoint of [primary, replica]) {
      for (let n = 0; n < 3; n += 1) await connect(endpoint, login);
      await expect(connect(endpoint, login)).rejects.toMatchObject({ code: '53300' });
    }
  });

  it('should refuse a migration that promises more than a server has, and change nothing', async () => {
    await expect(migrate({ processes: 10_000, poolSize: 4 })).rejects.toThrow(
      /connections to give, and \d+ are promised:\n {2}max_connections \d+(.*\n)+.*DATABASE_PROCESSES 10000 x \(DATABASE_POOL_SIZE 4 \+ 1 to watch\) = 50000/,
    );
    expect(await limitOn(server)).toBe(3);
  });

  it('should tell a process at start of every server that it does not fit on', async () => {
    expect(await connectionBudgetProblems(map, login, { processes: 1, poolSize: 2 })).toEqual([]);
    const problems = await connectionBudgetProblems(map, login, { processes: 2, poolSize: 2 });
    const servers = Object.values(map.shards).flatMap(({ replicas = [] }) => ['primary', ...replicas]);
    expect(problems).toHaveLength(servers.length);
    expect(problems[0]).toContain(`lets ${schema} have 3 connections`);
  });

  it('should not start a process for which the role has no connection left', async () => {
    for (let n = 0; n < 3; n += 1) await connect(primary, login);
    const [problem, ...others] = await connectionBudgetProblems(map, login, { processes: 1, poolSize: 2 });
    expect(problem).toContain(`:${primary.port} has no connection left`);
    expect(others).toEqual([]);
  });

  it('should take a server that is down for no reason not to start', async () => {
    const dead = { ...primary, port: 1 };
    const without = { ...map, shards: { ...map.shards, 'shard-1': { primary: dead, replicas: [dead] } } };
    expect(await connectionBudgetProblems(without, login, { processes: 1, poolSize: 2 })).toEqual([]);
  });

  it('should give the role timeouts of its own, for sessions that ask for none', async () => {
    const client = await connect(primary, login);
    const { rows } = await client.query('SHOW statement_timeout');
    expect(rows).toEqual([{ statement_timeout: '4s' }]);
  });

  describe('within a process', () => {
    let shard: Shard;
    const sleep = statement('pool.sleep', 'SELECT pg_sleep(0)');

    beforeAll(() => {
      shard = new Shard(
        'one',
        { primary: directAddress(primary) },
        { epoch: 1, adopt: () => undefined },
        {
          watched: false,
          ...admin,
          poolSize: 1,
          statementTimeoutMs: STATEMENT_TIMEOUT_MS,
          applicationName: 'test',
        },
      );
    });

    afterAll(() => shard.close());

    it('should be counted: open, idle and waited for', async () => {
      expect(shard.pools()).toEqual([{ server: 'primary', size: 0, idle: 0, waiting: 0, max: 1 }]);
      await shard.transaction(async (tx) => {
        await tx.query(sleep, []);
        shard.query(sleep, []).catch(() => undefined);
        await waitFor(() => shard.pools()[0]?.waiting === 1);
        expect(shard.pools()).toEqual([{ server: 'primary', size: 1, idle: 0, waiting: 1, max: 1 }]);
      });
      await shard.query(sleep, []);
      expect(shard.pools()).toEqual([{ server: 'primary', size: 1, idle: 1, waiting: 0, max: 1 }]);
    });

    it('should prepare a hot statement once per connection, however often it is sent', async () => {
      const hot = statement('pool.hot', 'SELECT $1::int + 1 AS hot');
      const prepared = statement(
        'pool.prepared',
        'SELECT name, (generic_plans + custom_plans)::int AS plans FROM pg_prepared_statements WHERE statement = $1',
      );
      await shard.transaction(async (tx) => {
        for (let n = 1; n <= 8; n += 1) expect(await tx.query(hot, [n])).toEqual([{ hot: n + 1 }]);
        // By its text: a pooler gives it another name.
        expect(await tx.query(prepared, [hot.text])).toEqual([{ name: expect.any(String), plans: 8 }]);
      });
    });
  });
});
