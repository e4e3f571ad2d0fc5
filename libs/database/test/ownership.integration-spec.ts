import { NotOwner, newestMap, Shards, statement, waitForWriters } from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

// Real: Postgres, two shards that are databases of this file's own.
const insert = statement('note.insert', 'INSERT INTO scratch.note VALUES ($1, $2) RETURNING bucket');
const upsert = statement(
  'note.upsert',
  "INSERT INTO scratch.note VALUES ($1, $2) ON CONFLICT (bucket, id) DO UPDATE SET body = 'again'",
);
const update = statement('note.update', "UPDATE scratch.note SET body = 'new' WHERE bucket = $1 AND id = $2");
const remove = statement('note.remove', 'DELETE FROM scratch.note WHERE bucket = $1 AND id = $2');
const read = statement('note.read', 'SELECT body FROM scratch.note WHERE bucket = $1 AND id = $2');

describe('ownership of buckets', () => {
  const scratch = new ScratchShards(2);
  const MINE = 1;
  const FOREIGN = 4_000;
  let shards: Shards;

  beforeAll(async () => {
    await scratch.create();
    shards = new Shards(scratch.map, scratch.options);
  });

  afterAll(async () => {
    await shards.close();
    await scratch.drop();
  });

  it('should accept writes to own buckets', async () => {
    const shard = shards.owner(MINE);
    await shard.query(insert, [MINE, 1]);
    await shard.query(update, [MINE, 1]);
    await expect(shard.query(read, [MINE, 1])).resolves.toEqual([{ body: 'new' }]);
    await shard.query(remove, [MINE, 1]);
    await expect(shard.query(read, [MINE, 1])).resolves.toEqual([]);
  });

  it('should refuse every kind of write to foreign ones, whoever sends it, and leave their rows', async () => {
    const shard = shards.owner(MINE);
    const admin = scratch.admin('shard-1');
    await admin.query('SET session_replication_role = replica');
    await admin.query(insert.text, [FOREIGN, 1]);
    await admin.query('RESET session_replication_role');
    for (const write of [insert, upsert, update, remove]) {
      await expect(shard.query(write, [FOREIGN, 1])).rejects.toMatchObject({
        code: 'dependency_unavailable',
        status: 503,
        headers: { 'retry-after': '1' },
      });
      await expect(admin.query(write.text, [FOREIGN, 1])).rejects.toMatchObject({ code: 'TF001' });
    }
    await expect(shard.query(read, [FOREIGN, 1])).resolves.toEqual([{ body: '' }]);
  });

  it('should put the fence before partitions that are made later', async () => {
    const admin = scratch.admin('shard-1');
    await admin.query('SET ROLE scratch_owner');
    await admin.query(
      'CREATE TABLE scratch.note_2 PARTITION OF scratch.note FOR VALUES FROM (1000) TO (2000)',
    );
    await admin.query('RESET ROLE');
    await admin.query('GRANT INSERT ON scratch.note_2 TO scratch');
    const past = statement('note.past', 'INSERT INTO scratch.note_2 VALUES ($1, $2)');
    await expect(shards.owner(MINE).query(past, [FOREIGN, 1_500])).rejects.toBeInstanceOf(NotOwner);
    await shards.owner(MINE).query(past, [MINE, 1_500]);
  });

  it('should let migrations neither reopen what a move has closed nor move what a file says', async () => {
    await scratch.migrate();
    const moved = scratch.next(scratch.map, { from: 0, to: 99 }, 'shard-2');
    await expect(scratch.migrate(moved)).rejects.toThrow('bucket 0 on shard-2, and its rows are on shard-1');
    const former = shards.owner(MINE);
    await scratch.switchTo(moved);
    // The file that the services were deployed with knows nothing of the move.
    await scratch.migrate();
    await expect(newestMap(scratch.admin('shard-1'))).resolves.toMatchObject({ epoch: 2 });
    await expect(former.query(insert, [MINE, 9])).rejects.toBeInstanceOf(NotOwner);
    await scratch.migrate({ ...moved, epoch: 7 });
    await expect(newestMap(scratch.admin('shard-2'))).resolves.toMatchObject({ epoch: 7 });
    await scratch.switchTo({ ...scratch.map, epoch: 8 });
  });

  it('should wait for the transactions that wrote under the old rule, and for no other', async () => {
    const [writer, reader] = [scratch.admin('shard-2'), shards.owner(FOREIGN)];
    await writer.query('BEGIN');
    await writer.query(insert.text, [FOREIGN, 5]);
    let gone = false;
    await reader.transaction(async (tx) => {
      // A reader is nobody to wait for.
      await tx.query(read, [FOREIGN, 5]);
      await expect(waitForWriters(scratch.admin('shard-1'), 0)).resolves.toBeUndefined();
      const [waiting, impatient] = [await scratch.another('shard-2'), await scratch.another('shard-2')];
      const waited = waitForWriters(waiting, 10_000).then(() => (gone = true));
      await expect(waitForWriters(impatient, 20)).rejects.toThrow('1 transactions');
      expect(gone).toBe(false);
      await writer.query('COMMIT');
      await waited;
    });
  });
});
