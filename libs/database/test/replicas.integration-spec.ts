import { TcpProxy, TestReplicas, testStores, waitFor } from '@tenfold/testing';
import { randomBytes } from 'node:crypto';
import {
  loadShardMap,
  Shards,
  statement,
  withoutPoolers,
  type DatabaseObserver,
  type ShardMap,
} from '../src/index.js';

// Real: shard-1's primary and its streaming replica, behind a wire of our own.
const table = `scratch_${randomBytes(4).toString('hex')}`;
const SERVER = 'shard-1';
const BUCKET = 0;
/** Newer than any that the test stack has on record. */
const EPOCH = 1_000_000;

const write = statement(
  'kv.write',
  `INSERT INTO ${table} VALUES ($1, $2) ON CONFLICT (k) DO UPDATE SET v = excluded.v`,
);
const read = statement('kv.read', `SELECT v, pg_is_in_recovery() AS replica FROM ${table} WHERE k = $1`);
const shortRead = statement('kv.short-read', read.text, { short: true });
const missing = statement('kv.missing', 'SELECT v FROM there_is_none');
const pause = statement('kv.pause', 'SELECT pg_wal_replay_pause()');
const resume = statement('kv.resume', 'SELECT pg_wal_replay_resume()');
const whichPort = statement('kv.port', "SELECT current_setting('port') AS port");

interface Answer {
  readonly v: number;
  readonly replica: boolean;
}

describe('reads by intent', () => {
  const stores = testStores();
  const whole = withoutPoolers(loadShardMap(stores.shardMapFile));
  const { primary, replicas: [behind] = [] } = whole.shards[SERVER] ?? {};
  if (primary === undefined || behind === undefined) throw new Error('the test stack has no replica');
  const options = {
    user: stores.adminUser,
    password: stores.adminPassword,
    poolSize: 2,
    statementTimeoutMs: 5_000,
    applicationName: 'test',
    replicaMaxLagMs: 1_000,
  };
  const mapOf = (servers: ShardMap['shards'][string], epoch = EPOCH): ShardMap => ({
    version: 1,
    epoch,
    shards: { [SERVER]: servers },
    ranges: [{ from: 0, to: 4_095, shard: SERVER }],
  });
  const opened: Shards[] = [];
  const open = (servers: Parameters<typeof mapOf>[0], epoch = EPOCH, more = {}) => {
    const shards = new Shards(mapOf(servers, epoch), { ...options, ...more });
    opened.push(shards);
    return shards;
  };
  const proxy = new TcpProxy(behind);
  let replicas: TestReplicas;
  let shards: Shards;
  let shard: ReturnType<Shards['owner']>;
  let key = '';

  const value = async (
    options: Parameters<typeof shard.read>[2],
    of = shard,
    by = read,
  ): Promise<Answer | undefined> => (await of.read<Answer>(by, [key], options))[0];
  const unrelated = (): string => randomBytes(6).toString('hex');

  beforeAll(async () => {
    replicas = await TestReplicas.open();
    shards = open({ primary, replicas: [await proxy.open()] });
    shard = shards.owner(BUCKET);
    await shard.query(
      statement('kv.create', `CREATE TABLE ${table} (k text PRIMARY KEY, v int NOT NULL)`),
      [],
    );
    await shard.start();
  });

  beforeEach(async () => {
    key = randomBytes(6).toString('hex');
    await shard.query(write, [key, 1]);
    await waitFor(
      async () =>
        (await value({ intent: 'eventual' }))?.replica && (await value({ intent: 'bounded' }))?.replica,
    );
  });

  afterEach(async () => {
    proxy.mend();
    await replicas.resume();
  });

  afterAll(async () => {
    await shard.query(statement('kv.drop', `DROP TABLE ${table}`), []);
    await Promise.all(opened.map((shards) => shards.close()));
    await replicas.close();
    await proxy.close();
  });

  it('should tell an observer of each statement, where it was asked and what was wrong with it', async () => {
    const answered: string[] = [];
    const connected: string[] = [];
    const observer = {
      answered: (...[shard, server, name, , error]: Parameters<DatabaseObserver['answered']>) =>
        answered.push(`${shard} ${server} ${name} ${error}`),
      connected: (...[shard, server]: Parameters<DatabaseObserver['connected']>) =>
        connected.push(`${shard} ${server}`),
    };
    const observed = open({ primary, replicas: [behind] }, EPOCH, { observer });
    const own = observed.owner(BUCKET);
    await own.start();
    await own.query(write, [key, 1]);
    await waitFor(async () => (await own.read<Answer>(read, [key], { intent: 'eventual' }))[0]?.replica);
    await expect(own.query(missing, [])).rejects.toMatchObject({ code: '42P01' });
    expect(answered).toEqual(
      expect.arrayContaining([
        `${SERVER} primary kv.write `,
        `${SERVER} replica kv.read `,
        `${SERVER} primary kv.missing 42P01`,
      ]),
    );
    expect(new Set(connected)).toEqual(new Set([`${SERVER} primary`, `${SERVER} replica`]));
    expect(own.state).toEqual({ up: true, leased: true });
  });

  it('should ask the primary for what must be fresh and a replica for the rest', async () => {
    expect(await value({ intent: 'fresh' })).toEqual({ v: 1, replica: false });
    const before = shard.counters.primary;
    expect(await value({ intent: 'bounded' })).toEqual({ v: 1, replica: true });
    expect(await value({ intent: 'eventual' })).toEqual({ v: 1, replica: true });
    expect(shard.counters.primary).toBe(before);
  });

  it('should not answer a bounded read from a replica that is too late, nor take an idle primary for lag', async () => {
    await replicas.pause();
    await shard.query(write, [key, 2]);
    expect(await value({ intent: 'eventual' })).toEqual({ v: 1, replica: true });
    await waitFor(async () => (await value({ intent: 'bounded' }))?.replica === false);
    expect(await value({ intent: 'bounded' })).toEqual({ v: 2, replica: false });
    expect(shard.counters.fallbacks.late).toBeGreaterThan(0);
  });

  it('should honour a token: the replica once it has got there, and the primary until then', async () => {
    await replicas.pause();
    await shard.query(write, [key, 2]);
    const token = await shards.tokenAfter([shard], undefined, 1);
    for (const intent of ['bounded', 'eventual'] as const)
      expect(await value({ intent, token })).toEqual({ v: 2, replica: false });
    await replicas.resume();
    await waitFor(async () => (await value({ intent: 'bounded', token }))?.replica);
    expect(await value({ intent: 'bounded', token })).toEqual({ v: 2, replica: true });
  });

  it('should compare the replica that answers, not whichever has caught up, also when that one dies', async () => {
    const other = whole.shards['shard-2']?.replicas?.[0];
    if (other === undefined) throw new Error('the test stack has no second replica');
    // Two logs of which one is further: a token between them is one that one replica has reached and the other has not.
    const at = statement('kv.at', "SELECT (pg_last_wal_replay_lsn() - '0/0')::text AS at");
    const asked = await Promise.all(
      [behind, other].map(async (endpoint) => {
        const server = new Shards(mapOf({ primary: endpoint }), { ...options, watched: false });
        opened.push(server);
        const on = server.owner(BUCKET);
        const [row] = await on.query<{ at: string }>(at, []);
        return { endpoint, on, at: BigInt(row?.at ?? 0) };
      }),
    );
    const [late, ahead] = asked.sort((a, b) => (a.at < b.at ? -1 : 1));
    if (late === undefined || ahead === undefined) throw new Error('unreachable');
    const wire = new TcpProxy(ahead.endpoint);
    const both = open({ primary, replicas: [late.endpoint, await wire.open()] }).owner(BUCKET);
    await late.on.query(pause, []);
    try {
      await both.start();
      const token = { epoch: EPOCH, positions: new Map([[SERVER, ahead.at]]) };
      const ports = async (): Promise<Set<string>> =>
        new Set(
          await Promise.all(
            Array.from({ length: 10 }, async () => {
              const [row] = await both.read<{ port: string }>(whichPort, [], { intent: 'eventual', token });
              return row?.port ?? '';
            }),
          ),
        );
      // It has to have what the primary had when we came, as well.
      await waitFor(async () => !(await ports()).has(String(primary.port)));
      expect([...(await ports())]).toEqual([String(ahead.endpoint.port)]);
      wire.cut();
      await waitFor(() => both.replicaStates()[1]?.living === false);
      expect([...(await ports())]).toEqual([String(primary.port)]);
    } finally {
      await late.on.query(resume, []);
      await wire.close();
    }
  });

  it('should bring where the log is after a write or a transaction, also one that does not wait for the disk', async () => {
    const positions: (bigint | undefined)[] = [];
    const consistency = { wrote: () => (position: bigint | undefined) => positions.push(position) };
    const own = open({ primary, replicas: [behind] }, EPOCH, { consistency: () => consistency }).owner(
      BUCKET,
    );
    await own.start();
    await own.query(write, [key, 2]);
    const lazily = statement('kv.lazily', "SELECT set_config('synchronous_commit', 'off', true)");
    const inserted = statement('kv.inserted', "SELECT (pg_current_wal_insert_lsn() - '0/0')::text AS at");
    const within = await own.transaction(async (tx) => {
      await tx.query(lazily, []);
      await tx.query(write, [key, 3]);
      return BigInt((await tx.query<{ at: string }>(inserted, []))[0]?.at ?? 0);
    });
    const [afterWrite, afterTransaction] = positions;
    expect(afterTransaction).toBeGreaterThan(within);
    expect(afterWrite).toBeLessThan(within);
    await replicas.pause();
    await own.query(write, [key, 4]);
    const token = { epoch: EPOCH, positions: new Map([[SERVER, positions[2] ?? 0n]]) };
    expect(await value({ intent: 'eventual', token })).toEqual({ v: 4, replica: false });
    await replicas.resume();
    // Something has to be replayed after what was inserted last.
    await waitFor(async () => {
      await shard.query(write, [unrelated(), 0]);
      return (await value({ intent: 'eventual', token }))?.replica;
    });
    await own.query(missing, []).catch(() => undefined);
    expect(positions).toHaveLength(3);
  });

  it('should answer a short read by the replica that has got there, asked together with the rows', async () => {
    expect(await value({ intent: 'bounded' }, shard, shortRead)).toEqual({ v: 1, replica: true });
    await replicas.pause();
    await shard.query(write, [key, 2]);
    const token = await shards.tokenAfter([shard], undefined, EPOCH);
    expect(await value({ intent: 'eventual' }, shard, shortRead)).toEqual({ v: 1, replica: true });
    expect(await value({ intent: 'eventual', token }, shard, shortRead)).toEqual({ v: 2, replica: false });
    await replicas.resume();
    await waitFor(async () => (await value({ intent: 'eventual', token }, shard, shortRead))?.replica);
    expect(await value({ intent: 'eventual', token }, shard, shortRead)).toEqual({ v: 2, replica: true });
    proxy.freeze();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => value({ intent: 'eventual' }, shard, shortRead)),
    );
    expect(answers).toEqual(Array.from({ length: 8 }, () => ({ v: 2, replica: false })));
  });

  it('should pass over the position of another shard', async () => {
    const token = { epoch: EPOCH, positions: new Map([['shard-9', 2n ** 63n]]) };
    expect(await value({ intent: 'bounded', token })).toEqual({ v: 1, replica: true });
  });

  it('should ask the primary when buckets have moved since the token was issued', async () => {
    const token = { epoch: 0, positions: new Map() };
    expect(await value({ intent: 'eventual', token })).toEqual({ v: 1, replica: false });
  });

  it('should keep what a former token has seen elsewhere', async () => {
    const former = { epoch: EPOCH, positions: new Map([['shard-9', 5n]]) };
    const token = await shards.tokenAfter([shard], former, EPOCH);
    expect([...(token?.positions.keys() ?? [])].sort()).toEqual([SERVER, 'shard-9']);
    const alone = open({ primary });
    expect(await alone.tokenAfter([alone.owner(BUCKET)], former, EPOCH)).toEqual(former);
  });

  it('should cover what was seen before buckets moved by where every shard is now', async () => {
    const former = { epoch: 7, positions: new Map([['shard-9', 5n]]) };
    const token = await shards.tokenAfter([], former, EPOCH);
    expect([token?.epoch, ...(token?.positions.keys() ?? [])]).toEqual([EPOCH, SERVER]);
  });

  it('should fall back from a dead replica, not try it for each request, and come back to it', async () => {
    proxy.cut();
    for (let request = 0; request < 20; request += 1)
      expect(await value({ intent: 'eventual' })).toMatchObject({ v: 1 });
    await waitFor(() => shard.replicaStates()[0]?.living === false);
    const { accepted } = proxy;
    await Promise.all(Array.from({ length: 200 }, () => value({ intent: 'bounded' })));
    // Only the probe may have knocked meanwhile.
    expect(proxy.accepted - accepted).toBeLessThan(10);
    expect(shard.counters.fallbacks.down).toBeGreaterThanOrEqual(200);
    proxy.mend();
    await waitFor(async () => (await value({ intent: 'bounded' }))?.replica);
  });

  it('should let go of a replica that freezes in the middle of a read', async () => {
    proxy.freeze();
    const answers = await Promise.all(Array.from({ length: 8 }, () => value({ intent: 'eventual' })));
    expect(answers).toEqual(Array.from({ length: 8 }, () => ({ v: 1, replica: false })));
    proxy.mend();
    await waitFor(async () => (await value({ intent: 'bounded' }))?.replica);
  });

  it('should refuse a write that is sent as a read, instead of hiding it', async () => {
    for (const intent of ['fresh', 'eventual'] as const)
      await expect(shard.read(write, [key, 3], { intent })).rejects.toThrow('kv.write may write');
    const hidden = statement('kv.hidden', `TRUNCATE ${table}`);
    await expect(shard.read(hidden, [], { intent: 'eventual' })).rejects.toMatchObject({ code: '25006' });
  });
});
