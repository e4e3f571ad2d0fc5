import { TcpProxy, waitFor } from '@tenfold/testing';
import type { Cells, ShardMap } from '../src/index.js';
import { Shards, statement } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

// Real: Postgres, a shard that is a database of this file's own, behind a wire of our own.
const short = { short: true };
const number = statement('pipeline.number', 'SELECT $1::int AS n, pg_backend_pid() AS pid', short);
const cells = statement('pipeline.cells', 'SELECT $1::int, $2::text, NULL', { short: true, cells: true });
const wrong = statement('pipeline.wrong', 'SELECT 1 / $1::int AS n', short);
const missing = statement('pipeline.missing', 'SELECT n FROM scratch.there_is_none', short);
const nap = statement('pipeline.nap', 'SELECT pg_sleep($1::float8)', short);
const mode = statement('pipeline.mode', "SELECT current_setting('plan_cache_mode') AS mode", short);
const POOL_SIZE = 6;
/** Of these, short reads share two. */
const SHARED = 2;
const DEPTH = 100;
const UNAVAILABLE = { code: 'dependency_unavailable', status: 503, headers: { 'retry-after': '1' } };

interface Numbered {
  readonly n: number;
  readonly pid: number;
}

describe('short reads', () => {
  const scratch = new ScratchShards(1);
  let proxy: TcpProxy;
  let map: ShardMap;
  let shards: Shards;
  let shard: ReturnType<Shards['owner']>;

  const open = async (over: object = {}): Promise<void> => {
    shards = new Shards(map, { ...scratch.options, poolSize: POOL_SIZE, ...over });
    await shards.watch();
    shard = shards.owner(0);
  };
  const many = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => shard.read<Numbered>(number, [n])));

  beforeAll(async () => {
    await scratch.create();
    const [first] = Object.values(scratch.map.shards);
    if (first === undefined) throw new Error('there is no shard');
    proxy = new TcpProxy(first.primary);
    const primary = { ...first.primary, ...(await proxy.open()), database: first.primary.database };
    map = { ...scratch.map, shards: { 'shard-1': { primary } } };
    await open();
  });

  afterEach(async () => {
    proxy.mend();
    await waitFor(() => shard.read(number, [0]));
  });

  afterAll(async () => {
    await shards.close();
    await proxy.close();
    await scratch.drop();
  });

  it('should share two connections, in whatever number they come, each with its own answer', async () => {
    const answers = (await many(1_000)).flat();
    expect(answers.map(({ n }) => n)).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(SHARED);
    expect(shard.pools()).toEqual([
      { server: 'primary', size: SHARED, idle: SHARED, waiting: 0, max: POOL_SIZE },
    ]);
  });

  it('should hand over rows as the text of their columns', async () => {
    expect(await shard.read<Cells>(cells, [7, 'zwölf "12"'])).toEqual([['7', 'zwölf "12"', null]]);
  });

  it('should keep the error of one from its neighbours, and the statement usable', async () => {
    const asked = [number, wrong, missing, number, wrong, missing, number].map((one) =>
      shard.read<Numbered>(one, one === missing ? [] : [one === wrong ? 0 : 5]),
    );
    expect(await Promise.allSettled(asked)).toMatchObject(
      [0, 1, 2, 0, 1, 2, 0].map(
        (which) =>
          [{ value: [{ n: 5 }] }, { reason: { code: '22012' } }, { reason: { code: '42P01' } }][which],
      ),
    );
    expect(await shard.read(wrong, [1])).toEqual([{ n: 1 }]);
  });

  it('should plan once for a connection, not for values', async () => {
    expect(await shard.read(mode, [])).toEqual([{ mode: 'force_generic_plan' }]);
  });

  it('should leave the other connections to writes and transactions', async () => {
    const naps = [shard.read(nap, [0.5]), shard.read(nap, [0.5])];
    await shard.transaction(async (tx) => {
      expect(await tx.query(number, [1])).toMatchObject([{ n: 1 }]);
    });
    await Promise.all(naps);
  });

  it('should count those that wait for their turn', async () => {
    const naps = Array.from({ length: SHARED }, () => shard.read(nap, [0.3]));
    const behind = many(SHARED * DEPTH);
    await waitFor(() => (shard.pools()[0]?.waiting ?? 0) === SHARED);
    expect(await behind).toHaveLength(SHARED * DEPTH);
    await Promise.all(naps);
    expect(shard.pools()[0]?.waiting).toBe(0);
  });

  it('should have the server end one that takes too long, and the others wait for it no longer', async () => {
    await shards.close();
    await open({ statementTimeoutMs: 300 });
    const asked = await Promise.allSettled([
      shard.read(nap, [30]),
      shard.read(nap, [30]),
      ...Array.from({ length: 10 }, () => shard.read(number, [1])),
    ]);
    expect(asked.slice(0, 2)).toMatchObject([
      { reason: { code: 'overloaded' } },
      { reason: { code: 'overloaded' } },
    ]);
    expect(asked.slice(2).every(({ status }) => status === 'fulfilled')).toBe(true);
    await shards.close();
    await open();
  });

  it.each(['cut', 'freeze'] as const)(
    'should settle all that are on their way when the wire is %s, and answer the next',
    async (fault) => {
      const naps = Array.from({ length: SHARED }, () => shard.read(nap, [30]));
      // As many as two connections take at once, and some that wait for their turn.
      const behind = Array.from({ length: SHARED * DEPTH + 50 }, () => shard.read(number, [1]));
      const outcome = Promise.allSettled([...naps, ...behind]);
      await waitFor(() => (shard.pools()[0]?.waiting ?? 0) > 0);
      proxy[fault]();
      const settled = await outcome;
      expect(settled).toHaveLength(SHARED * (DEPTH + 1) + 50);
      for (const one of settled) expect(one).toMatchObject({ status: 'rejected', reason: UNAVAILABLE });
      expect(shard.pools()[0]?.waiting).toBe(0);
      proxy.mend();
      expect(await waitFor(() => shard.read(number, [3]))).toMatchObject([{ n: 3 }]);
    },
  );

  it('should lose no more than what was on its way when the server ends a connection', async () => {
    const [before] = await shard.read<Numbered>(number, [1]);
    const naps = Array.from({ length: SHARED }, () => shard.read(nap, [30]).catch((error: unknown) => error));
    await scratch
      .admin('shard-1')
      .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test'");
    for (const error of await Promise.all(naps)) expect(error).toMatchObject(UNAVAILABLE);
    const [after] = await waitFor(() => shard.read<Numbered>(number, [1]));
    expect(after?.pid).not.toBe(before?.pid);
  });
});
