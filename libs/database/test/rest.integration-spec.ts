import { waitFor } from '@tenfold/testing';
import {
  announceMove,
  LEASE_MS,
  LONG_LEASE_MS,
  Shards,
  statement,
  withdrawAnnouncement,
} from '../src/index.js';
import { ScratchShards } from './scratch-shards.js';

// Real: Postgres, one shard that is a database of this file's own. What the watch has asked, the server says.
const read = statement('note.read', 'SELECT id FROM scratch.note WHERE bucket = $1');
const BUCKET = 1;

describe('the watch of a shard at rest', () => {
  const scratch = new ScratchShards(1);
  let shards: Shards;

  beforeAll(() => scratch.create());
  beforeEach(async () => {
    await withdrawAnnouncement(scratch.admin('shard-1'));
    shards = new Shards(scratch.map, scratch.options);
    await shards.watch();
  });
  afterEach(() => shards.close());
  afterAll(() => scratch.drop());

  const use = () => shards.forBucket(BUCKET).query(read, [BUCKET]);
  /** When the watch was last heard of, and for how long it has been silent since. */
  const watch = async (): Promise<{ asked: string; silentMs: number }> => {
    const { rows } = await scratch.admin('shard-1').query<{ asked: string; silentMs: number }>(
      `SELECT query_start::text AS asked, extract(epoch FROM clock_timestamp() - query_start)::float8 * 1000 AS "silentMs"
       FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'test watch' AND state = 'idle'`,
    );
    const [found, ...others] = rows;
    if (found === undefined || others.length > 0) throw new Error(`${rows.length} watches`);
    return found;
  };
  const silentFor = (ms: number) => waitFor(async () => (await watch()).silentMs > ms);

  it('should ask nothing while nobody uses the shard, and once when somebody does', async () => {
    // Four of its leases: had it been asked meanwhile, this would never hold.
    await silentFor(4 * LONG_LEASE_MS);
    const { asked } = await watch();
    await use();
    const again = await watch();
    expect(again.asked).not.toBe(asked);
    expect(shards.owner(BUCKET).state).toEqual({ up: true, leased: true });
  });

  it('should ask nothing anew while its lease is young, which is for longer than one of a move', async () => {
    await silentFor(LONG_LEASE_MS);
    await use();
    const { asked } = await watch();
    stall(2 * LEASE_MS);
    await use();
    expect((await watch()).asked).toBe(asked);
  });

  it('should take short leases from the time when a move is announced, and long ones when that is over', async () => {
    await announceMove(scratch.admin('shard-1'));
    await silentFor(LONG_LEASE_MS);
    await use();
    const { asked } = await watch();
    stall(2 * LEASE_MS);
    await use();
    const next = await watch();
    expect(next.asked).not.toBe(asked);
    await withdrawAnnouncement(scratch.admin('shard-1'));
    await silentFor(LEASE_MS);
    await use();
    const long = await watch();
    stall(2 * LEASE_MS);
    await use();
    expect((await watch()).asked).toBe(long.asked);
  });

  it('should take short leases from a schema that knows of no announcement', async () => {
    await scratch.admin('shard-1').query('ALTER TABLE tenfold.announcement RENAME TO former');
    try {
      await silentFor(LONG_LEASE_MS);
      await use();
      const { asked } = await watch();
      stall(2 * LEASE_MS);
      await use();
      expect((await watch()).asked).not.toBe(asked);
    } finally {
      await scratch.admin('shard-1').query('ALTER TABLE tenfold.former RENAME TO announcement');
    }
  });

  it('should notice at rest that its shard is gone', async () => {
    await silentFor(LONG_LEASE_MS);
    await scratch
      .admin('shard-1')
      .query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'test watch'");
    // It asks at once, on a connection that is made anew.
    await waitFor(async () => (await watch()).silentMs < LONG_LEASE_MS);
  });
});

/** The loop does not turn for so long. */
function stall(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
