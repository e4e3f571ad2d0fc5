import { TcpProxy, waitFor } from '@tenfold/testing';
import { scatter, scatterAvailable, Shards, statement, type ShardMap } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

// Real: Postgres, three shards that are databases of this file's own; the third behind a wire of our own.
const insert = statement('note.insert', 'INSERT INTO scratch.note VALUES ($1, $2)');
const insertAll = statement(
  'note.insert-all',
  'INSERT INTO scratch.note SELECT * FROM unnest($1::smallint[], $2::int[])',
);
const read = statement('note.read', 'SELECT id FROM scratch.note WHERE bucket = $1');
const all = statement(
  'note.all',
  'SELECT bucket, id FROM scratch.note WHERE bucket::int4 <@ $1::int4multirange ORDER BY id LIMIT 100',
);
const sleep = statement('note.sleep', 'SELECT pg_sleep(30)');
const UNAVAILABLE = { code: 'dependency_unavailable', status: 503, headers: { 'retry-after': '1' } };

interface Note {
  readonly bucket: number;
  readonly id: number;
}

describe('the watch of a shard', () => {
  const scratch = new ScratchShards(3);
  const [FIRST, SECOND, THIRD] = [1, 2_000, 4_000];
  const opened: Shards[] = [];
  let proxy: TcpProxy;
  let map: ShardMap;
  let shards: Shards;

  const open = (at: ShardMap): Shards => {
    const made = new Shards(at, scratch.options);
    opened.push(made);
    return made;
  };
  /** Puts the range somewhere else, in a map that the shards know and no process has been told of. */
  const move = async (from: number, to: number, shard: string): Promise<void> => {
    map = scratch.next(map, { from, to }, shard);
    await scratch.switchTo(map);
  };
  const notes = async (): Promise<Note[]> => {
    const lists = await scatter<Note>(shards, (shard, own) => shard.query<Note>(all, [own]));
    return lists.flat().toSorted((a, b) => a.id - b.id);
  };

  beforeAll(async () => {
    await scratch.create();
    const third = scratch.map.shards['shard-3'];
    if (third === undefined) throw new Error('there is no third shard');
    proxy = new TcpProxy(third.primary);
    const primary = { ...third.primary, ...(await proxy.open()), database: third.primary.database };
    map = { ...scratch.map, epoch: 2, shards: { ...scratch.map.shards, 'shard-3': { primary } } };
    for (const name of Object.keys(map.shards)) await scratch.record(name, map);
  });

  beforeEach(async () => {
    for (const name of Object.keys(map.shards)) {
      const admin = scratch.admin(name);
      await admin.query('TRUNCATE scratch.note');
    }
    map = { ...scratch.map, epoch: map.epoch + 1, shards: map.shards };
    await scratch.switchTo(map);
    shards = open(map);
    await shards.watch();
  });

  afterEach(async () => {
    proxy.mend();
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  afterAll(async () => {
    await proxy.close();
    await scratch.drop();
  });

  it('should adopt the newest map at the start, whatever the file says', async () => {
    await move(0, 99, 'shard-2');
    const late = open(scratch.map);
    await late.watch();
    expect(late.epoch).toBe(map.epoch);
    expect(late.owner(FIRST).name).toBe('shard-2');
  });

  it('should bring a write to the new owner, by a process that was told of nothing', async () => {
    const route = shards.forBucket(FIRST);
    await move(0, 99, 'shard-2');
    await route.query(insert, [FIRST, 1]);
    await expect(scratch.admin('shard-2').query(read.text, [FIRST])).resolves.toMatchObject({ rowCount: 1 });
    expect(route.name).toBe('shard-2');
    await shards.forBucket(FIRST).transaction(async (tx) => {
      await tx.query(insert, [FIRST, 2]);
    });
    await expect(route.query(read, [FIRST])).resolves.toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('should hold a write back while nobody accepts it, and refuse it in the end', async () => {
    const closed = scratch.next(map, { from: 0, to: 99 }, 'shard-2');
    await scratch.accept('shard-1', closed);
    const held = shards.forBucket(FIRST).query(insert, [FIRST, 1]);
    await scratch.accept('shard-2', closed);
    await scratch.record('shard-1', closed);
    await held;
    map = closed;
    await scratch.accept('shard-2', scratch.map);
    await expect(shards.forBucket(FIRST).query(insert, [FIRST, 2])).rejects.toMatchObject(UNAVAILABLE);
  });

  it('should not read under a lease that has run out, but confirm it first', async () => {
    const route = shards.forBucket(FIRST);
    await route.query(insert, [FIRST, 1]);
    // What a stalled process does: nothing. Meanwhile the bucket has gone, and its rows have changed there.
    await move(0, 99, 'shard-2');
    await scratch.admin('shard-2').query(insert.text, [FIRST, 7]);
    stall(400);
    await expect(route.query(read, [FIRST])).resolves.toEqual([{ id: 7 }]);
    stall(1_500);
    await expect(route.query(read, [FIRST])).resolves.toEqual([{ id: 7 }]);
  });

  it('should group anew what one shard refuses, and ask nobody twice', async () => {
    await move(50, 99, 'shard-2');
    const items = [10, 60, SECOND].map((bucket, id) => ({ bucket, id }));
    const asked = await shards.group(
      items,
      ({ bucket }) => bucket,
      async (shard, group) => {
        // One statement, which is refused as a whole.
        await shard.query(insertAll, [group.map(({ bucket }) => bucket), group.map(({ id }) => id)]);
        return group.map(({ id }) => `${shard.name}: ${id}`);
      },
    );
    expect(asked.flat().toSorted()).toEqual(['shard-1: 0', 'shard-2: 1', 'shard-2: 2']);
    expect(await notes()).toEqual(items);
  });

  it('should neither miss nor double a row of which there are copies', async () => {
    for (const [id, bucket] of [FIRST, SECOND, THIRD].entries())
      await shards.forBucket(bucket).query(insert, [bucket, id]);
    await scratch.admin('shard-2').query('SET session_replication_role = replica');
    await scratch.admin('shard-2').query(insert.text, [FIRST, 0]);
    await scratch.admin('shard-2').query('RESET session_replication_role');
    const once = [FIRST, SECOND, THIRD].map((bucket, id) => ({ bucket, id }));
    expect(await notes()).toEqual(once);
    await move(0, 99, 'shard-2');
    expect(await notes()).toEqual(once);
  });

  it('should ask one shard when there is one', async () => {
    const admin = scratch.admin('shard-1');
    const [name, one] = Object.entries(scratch.map.shards)[0] ?? [];
    if (name === undefined || one === undefined) throw new Error('there is no shard');
    const alone = open({
      version: 1,
      epoch: 1_000_000,
      shards: { [name]: one },
      ranges: [{ from: 0, to: 4_095, shard: name }],
    });
    await admin.query(insert.text, [FIRST, 3]);
    const lists = await scatter<Note>(alone, (shard, own) => shard.query<Note>(all, [own]));
    expect(lists).toEqual([[{ bucket: FIRST, id: 3 }]]);
  });

  describe.each(['cut', 'freeze'] as const)('when the wire to a shard is %s', (fault) => {
    it('should let go of what waits there, refuse at once, and leave the others alone', async () => {
      await shards.forBucket(SECOND).query(insert, [SECOND, 1]);
      const waiting = shards.forBucket(THIRD).query(sleep, []);
      const inside = shards.forBucket(THIRD).transaction((tx) => tx.query(sleep, []));
      const outcome = Promise.allSettled([waiting, inside]);
      await waitFor(async () => {
        const { rows } = await scratch
          .admin('shard-3')
          .query(
            "SELECT FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)' AND datname = current_database()",
          );
        return rows.length === 2;
      });
      proxy[fault]();
      expect(await outcome).toMatchObject([{ reason: UNAVAILABLE }, { reason: UNAVAILABLE }]);
      const { accepted } = proxy;
      const refused = await Promise.allSettled(
        Array.from({ length: 200 }, () => shards.forBucket(THIRD).query(read, [THIRD])),
      );
      expect(refused.every((one) => one.status === 'rejected')).toBe(true);
      // Only the watch may have knocked meanwhile.
      expect(proxy.accepted - accepted).toBeLessThan(10);
      await expect(shards.forBucket(SECOND).query(read, [SECOND])).resolves.toEqual([{ id: 1 }]);
      proxy.mend();
      await waitFor(() => shards.forBucket(THIRD).query(read, [THIRD]));
    });

    it('should leave a shard out of lists and not out of sums', async () => {
      for (const [id, bucket] of [FIRST, THIRD].entries())
        await shards.forBucket(bucket).query(insert, [bucket, id]);
      const list = () => scatterAvailable<Note>(shards, (shard, own) => shard.query<Note>(all, [own]));
      expect(await list()).toMatchObject({ incomplete: false });
      proxy[fault]();
      const { lists, incomplete } = await list();
      expect([lists.flat(), incomplete]).toEqual([[{ bucket: FIRST, id: 0 }], true]);
      await expect(notes()).rejects.toMatchObject(UNAVAILABLE);
      proxy.mend();
      await waitFor(async () => !(await list()).incomplete);
    });
  });
});

/** The loop does not turn for so long, as when a process is throttled or collects its garbage. */
function stall(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
