import { waitFor } from '@tenfold/testing';
import { GatheredWrites, IMPATIENT, Shards, statement, type Gathering, type ShardMap } from '../src/index.js';
import type { WalPosition } from '../src/wal-position.js';
import { ScratchShards } from './scratch-shards.js';

interface Note {
  readonly bucket: number;
  readonly id: number;
  readonly body: string;
}

const RETURNING = `ON CONFLICT (bucket, id) DO UPDATE SET body = excluded.body WHERE note.body < excluded.body
  RETURNING bucket, id, body`;
const one = statement(
  'gathered.one',
  `INSERT INTO scratch.note AS note (bucket, id, body) VALUES ($1, $2, $3) ${RETURNING}`,
);
const many = statement(
  'gathered.many',
  `WITH ${IMPATIENT}
   INSERT INTO scratch.note AS note (bucket, id, body)
   SELECT b, i, t FROM impatient, unnest($1::smallint[], $2::int[], $3::text[]) AS w(b, i, t) ${RETURNING}`,
);

const gathering: Gathering<Note, Note> = {
  one,
  many,
  valuesOfOne: ({ bucket, id, body }) => [bucket, id, body],
  valuesOfMany: (notes) => [
    notes.map(({ bucket }) => bucket),
    notes.map(({ id }) => id),
    notes.map(({ body }) => body),
  ],
  bucketOf: ({ bucket }) => bucket,
  keyOf: ({ bucket, id }) => `${bucket}/${id}`,
  keyOfRow: ({ bucket, id }) => `${bucket}/${id}`,
};

// Real: Postgres, two shards that are databases of this file's own.
describe(GatheredWrites, () => {
  const scratch = new ScratchShards(2);
  let shards: Shards;
  let notes: GatheredWrites<Note, Note>;
  let sent: string[] = [];
  let wrote: { shard: string; position: WalPosition | undefined }[] = [];
  let base = 0;
  let map: ShardMap;

  beforeAll(async () => {
    await scratch.create();
    map = scratch.map;
    // With a replica that nobody reads, so that positions are asked for.
    const withReplica = Object.fromEntries(
      Object.entries(map.shards).map(([name, { primary }]) => [name, { primary, replicas: [primary] }]),
    );
    shards = new Shards(
      { ...map, shards: withReplica },
      {
        ...scratch.options,
        poolSize: 6,
        onStatement: ({ name }) => sent.push(name),
        consistency: () => ({
          intent: 'fresh',
          token: undefined,
          wrote: ({ name }) => {
            const note = { shard: name, position: undefined as WalPosition | undefined };
            wrote.push(note);
            return (position) => (note.position = position);
          },
        }),
      },
    );
    await shards.watch();
    notes = new GatheredWrites(shards, gathering);
  });

  beforeEach(() => {
    sent = [];
    wrote = [];
    base += 100;
  });

  afterAll(async () => {
    await shards.close();
    await scratch.drop();
  });

  const write = (id: number, body: string, bucket = 0) => notes.write({ bucket, id: base + id, body });
  /** A connection of its own that has locked the row until it commits. */
  const holderOf = async (id: number) => {
    const [name = ''] = Object.keys(map.shards);
    const holder = await scratch.another(name);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM scratch.note WHERE bucket = 0 AND id = $1 FOR UPDATE', [base + id]);
    return holder;
  };
  const buckets = (): number[] => [...new Set(map.ranges.map(({ from }) => from))];

  it('should send one that comes alone as it is', async () => {
    expect(await write(1, 'a')).toMatchObject({ body: 'a' });
    expect(sent).toEqual(['gathered.one']);
  });

  it('should write those that come together in few statements, and tell each of its own row and position', async () => {
    const found = await Promise.all(Array.from({ length: 60 }, (_, id) => write(id, `body ${id}`)));
    expect(found.map((row) => row?.body)).toEqual(Array.from({ length: 60 }, (_, id) => `body ${id}`));
    // 50 and 10; a slow machine sends some more.
    expect(sent.length).toBeLessThan(10);
    expect(wrote).toHaveLength(60);
    for (const { position } of wrote) expect(position).toBeGreaterThan(0n);
  });

  it('should tell those that the statement has written nothing for', async () => {
    await write(1, 'z');
    const found = await Promise.all([write(0, 'a'), write(2, 'b'), write(1, 'a'), write(3, 'c')]);
    expect(found.map((row) => row?.body)).toEqual(['a', 'b', undefined, 'c']);
  });

  it('should write twice to one row in two statements, one after the other', async () => {
    const bodies = ['a', 'b', 'c', 'd', 'e'];
    const found = await Promise.all(bodies.map((body) => write(1, body)));
    // One after the other, unless one was slow: then some were under way at once, and found what a later one had written.
    expect(found.filter((row) => row !== undefined).length).toBeGreaterThanOrEqual(3);
    expect(await write(1, 'e')).toBeUndefined();
  });

  it('should keep the mistake of one from the others', async () => {
    const found = await Promise.allSettled([
      write(0, 'a'),
      write(1, 'b'),
      write(2, 'c'),
      notes.write({ bucket: 0, id: 2 ** 40, body: 'no such number' }),
      write(3, 'd'),
    ]);
    expect(found.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(found[3]).toMatchObject({ reason: { code: '22003' } });
  });

  it('should not keep others waiting for one that waits for a row', async () => {
    await write(1, 'a');
    const holder = await holderOf(1);
    let held = true;
    const waits = write(1, 'b').then((row) => ({ row, held }));
    const waiting = `SELECT FROM pg_stat_activity
      WHERE datname = current_database() AND usename = 'scratch' AND wait_event_type = 'Lock'`;
    await waitFor(async () => (await holder.query(waiting)).rowCount === 1);
    const others = await Promise.all([2, 3, 4, 5].map((id) => write(id, 'c')));
    expect(others.map((row) => row?.body)).toEqual(['c', 'c', 'c', 'c']);
    held = false;
    await holder.query('COMMIT');
    expect(await waits).toMatchObject({ row: { body: 'b' }, held: false });
  });

  it('should not keep those waiting that came together with one whose row is locked, nor those that come later', async () => {
    await write(1, 'a');
    const holder = await holderOf(1);
    let held = true;
    const locked = ['b', 'c', 'd'].map((body) => write(1, body).then(() => held));
    const together = await Promise.all([2, 3, 4, 5, 6, 7, 8].map((id) => write(id, 'c')));
    expect(together.every((row) => row?.body === 'c')).toBe(true);
    for (let id = 10; id < 20; id += 1) expect(await write(id, 'd')).toMatchObject({ body: 'd' });
    held = false;
    await holder.query('COMMIT');
    expect(await Promise.all(locked)).toEqual([false, false, false]);
  });

  it('should send each to its own shard', async () => {
    const [first = 0, second = 0] = buckets();
    const found = await Promise.all(
      Array.from({ length: 20 }, (_, id) => write(id, `${id}`, id % 2 === 0 ? first : second)),
    );
    expect(found.map((row) => row?.bucket)).toEqual(
      Array.from({ length: 20 }, (_, id) => (id % 2 === 0 ? first : second)),
    );
    expect(new Set(wrote.map(({ shard }) => shard)).size).toBe(2);
  });
});
