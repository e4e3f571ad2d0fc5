import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { newId } from '@tenfold/ids';
import { waitFor } from '@tenfold/testing';
import { abortMove, moveBuckets, resumeMove, type Moment, type MoveOptions } from '../src/index.js';
import { writeMapFile } from '../src/map-file.js';
import { MovingShards } from './moving-shards.js';
import { Writers } from './writers.js';

// Real: two Postgres servers and the replication between them; three databases stand as shards.
const RANGE = { from: 0, to: 1_023 };
const BUCKETS = [0, 1, 500, 1_023, 1_024, 2_047, 2_048, 3_000];

const BEFORE_SWITCH: Moment[] = ['planned', 'copying', 'copied', 'fencing', 'fenced', 'verified'];
const AFTER_SWITCH: Moment[] = ['switched', 'recorded', 'opened', 'detached', 'deleted', 'done'];

class Stopped extends Error {}

const stopAt = (wanted: Moment) => (moment: Moment) => {
  if (moment === wanted) throw new Stopped(wanted);
};

/** Runs something once, the first time that the mover gets there. */
const onceAt = (wanted: Moment, work: () => Promise<void>): MoveOptions['reached'] => {
  let left = 1;
  return async (moment) => {
    if (moment === wanted && left-- > 0) await work();
  };
};

describe(moveBuckets, () => {
  let shards: MovingShards;

  beforeEach(async () => {
    shards = await new MovingShards().create();
    await shards.fill(BUCKETS, 20);
  });

  afterEach(async () => {
    await shards?.drop();
  });

  const contents = async () =>
    (await shards.rows()).map(({ shard: _, ...row }) => row).sort((a, b) => (a.id < b.id ? -1 : 1));

  it('should move a range there and back', async () => {
    const before = await shards.rows();
    await moveBuckets(shards.options(), RANGE, 'shard-2');
    expect(shards.currentMap()).toMatchObject({
      epoch: 2,
      ranges: [
        { from: 0, to: 1_023, shard: 'shard-2' },
        { from: 1_024, to: 2_047, shard: 'shard-1' },
        { from: 2_048, to: 4_095, shard: 'shard-2' },
      ],
    });
    await shards.expectInPlace();
    await moveBuckets(shards.options(), RANGE, 'shard-1');
    await shards.expectInPlace();
    expect(shards.currentMap()).toMatchObject({ epoch: 3, ranges: shards.map.ranges });
    expect(await shards.rows()).toEqual(before);
  });

  it('should move what several shards hold, in slices with a fence each', async () => {
    const before = await contents();
    await moveBuckets(shards.options({ rowsPerFence: 50 }), { from: 500, to: 2_048 }, 'shard-3');
    expect(shards.owner(500)).toBe('shard-3');
    expect(shards.owner(2_048)).toBe('shard-3');
    expect(shards.currentMap().epoch).toBeGreaterThan(3);
    await shards.expectInPlace();
    expect(await contents()).toEqual(before);
  });

  it('should lose and double nothing that is written meanwhile', async () => {
    const writers = new Writers(shards, BUCKETS).start(3);
    try {
      await moveBuckets(shards.options(), RANGE, 'shard-2');
      await moveBuckets(shards.options({ rowsPerFence: 400 }), RANGE, 'shard-3');
      await moveBuckets(shards.options(), RANGE, 'shard-1');
    } finally {
      await writers.stop();
    }
    await shards.expectInPlace();
    const written = (await shards.rows()).filter(({ writer }) => writer !== 'fill').map(({ id }) => id);
    expect(written.sort()).toEqual(writers.acknowledged.map(({ id }) => id).sort());
    const tallies = await shards.tallies();
    const told = Map.groupBy(writers.acknowledged, ({ bucket, writer }) => `${bucket} ${writer}`);
    for (const [key, acknowledged] of told)
      expect([key, tallies.get(key)]).toEqual([key, acknowledged.length]);
  });

  it.each([...BEFORE_SWITCH, ...AFTER_SWITCH])('should go on when it was stopped at %s', async (moment) => {
    const before = await contents();
    await expect(moveBuckets(shards.options({ reached: stopAt(moment) }), RANGE, 'shard-2')).rejects.toThrow(
      Stopped,
    );
    if (moment !== 'done')
      await expect(moveBuckets(shards.options(), RANGE, 'shard-2')).rejects.toThrow(/not finished|stale/);
    await resumeMove(shards.options());
    expect(shards.currentMap().epoch).toBe(2);
    await shards.expectInPlace();
    expect(await contents()).toEqual(before);
  });

  it.each(BEFORE_SWITCH)('should leave nothing when it is aborted after %s', async (moment) => {
    const before = await shards.rows();
    await expect(moveBuckets(shards.options({ reached: stopAt(moment) }), RANGE, 'shard-2')).rejects.toThrow(
      Stopped,
    );
    await abortMove(shards.options());
    expect(shards.currentMap().epoch).toBe(1);
    await shards.expectInPlace();
    expect(await shards.rows()).toEqual(before);
    await moveBuckets(shards.options(), RANGE, 'shard-2');
    await shards.expectInPlace();
  });

  it.each(['switched', 'opened', 'detached'] as const)(
    'should finish what is aborted after %s',
    async (moment) => {
      await expect(
        moveBuckets(shards.options({ reached: stopAt(moment) }), RANGE, 'shard-2'),
      ).rejects.toThrow(Stopped);
      await abortMove(shards.options());
      expect(shards.owner(0)).toBe('shard-2');
      await shards.expectInPlace();
    },
  );

  it.each(['copying', 'fenced', 'switched', 'opened', 'detached'] as const)(
    'should go on under load after a kill -9 at %s',
    async (moment) => {
      const writers = new Writers(shards, BUCKETS).start(2);
      const order = { mapFile: shards.mapFile, login: shards.admin, range: RANGE, target: 'shard-2', moment };
      const child = spawn(
        process.execPath,
        [join(import.meta.dirname, 'mover-process.mjs'), JSON.stringify(order)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      for await (const line of createInterface(child.stdout)) if (line === moment) break;
      child.kill('SIGKILL');
      await once(child, 'exit');
      // Its locks end with its connections, which the servers notice in a moment.
      await waitFor(async () => resumeMove(shards.options()).then(() => true));
      await writers.stop();
      await shards.expectInPlace();
      expect(shards.owner(0)).toBe('shard-2');
      const written = (await shards.rows()).filter(({ writer }) => writer !== 'fill').map(({ id }) => id);
      expect(written.sort()).toEqual(writers.acknowledged.map(({ id }) => id).sort());
    },
  );

  it('should let writes through again when the mover hangs behind its fence', async () => {
    const client = await shards.connect('shard-1', shards.service);
    const write = () => client.query("INSERT INTO moving.entry VALUES (0, $1, 'late', 1)", [newId(0)]);
    const hang = onceAt('fenced', async () => {
      await expect(write()).rejects.toMatchObject({ code: 'TF001' });
      await waitFor(async () => (await write()).rowCount === 1);
    });
    await moveBuckets(shards.options({ reached: hang }), RANGE, 'shard-2');
    await client.end();
    expect(shards.lines.join('\n')).toMatch(/fence undone/);
    await shards.expectInPlace();
    expect((await shards.rows()).filter(({ writer }) => writer === 'late')).toHaveLength(1);
  });

  it('should refuse a late writer, who goes by the old map', async () => {
    const client = await shards.connect('shard-1', shards.service);
    await client.query('BEGIN');
    await client.query("SELECT FROM moving.tally WHERE bucket = 0 AND writer = 'fill'");
    await moveBuckets(shards.options({ reached: stopAt('opened') }), RANGE, 'shard-2').catch(() => undefined);
    await expect(
      client.query("UPDATE moving.tally SET entries = 0 WHERE bucket = 0 AND writer = 'fill'"),
    ).rejects.toMatchObject({ code: 'TF001' });
    await client.end();
    await resumeMove(shards.options());
    expect((await shards.tallies()).get('0 fill')).toBe(20);
  });

  describe('with a transaction that has written and not ended', () => {
    /** It writes before the fence, where the mover does not look for it any more, and commits once all is over. */
    const withOpenWriter = async (more: Partial<MoveOptions>) => {
      const client = await shards.connect('shard-1', shards.service);
      const id = newId(0);
      let open = false;
      const reached: MoveOptions['reached'] = async (moment) => {
        if (moment === 'fencing' && !open) {
          open = true;
          await client.query('BEGIN');
        }
        if (moment === 'detached' && open) await client.query('COMMIT');
      };
      return { client, id, reached, more };
    };

    it('should be waited for', async () => {
      const { client, id } = await withOpenWriter({});
      await client.query('BEGIN');
      await client.query("INSERT INTO moving.entry VALUES (0, $1, 'slow', 1)", [id]);
      const report = (line: string) => {
        shards.lines.push(line);
      };
      const moved = moveBuckets(shards.options({ report }), RANGE, 'shard-2');
      await waitFor(async () => {
        const { rows } = await (
          await shards.at('shard-1')
        ).query<{ step: string }>('SELECT step FROM tenfold.move');
        return rows[0]?.step === 'copying';
      });
      await client.query('COMMIT');
      await client.end();
      await moved;
      await shards.expectInPlace();
      expect((await shards.rows()).filter((row) => row.id === id)).toMatchObject([{ shard: 'shard-2' }]);
    });
  });

  it('should refuse a second mover', async () => {
    let second: unknown;
    const reached = onceAt('copied', async () => {
      second = await moveBuckets(shards.options(), RANGE, 'shard-3').catch((error: unknown) => error);
    });
    await moveBuckets(shards.options({ reached }), RANGE, 'shard-2');
    expect(second).toMatchObject({ message: expect.stringMatching(/another move is at work/) as string });
  });

  it('should refuse to begin while a migration runs', async () => {
    const client = await shards.at('shard-2');
    await client.query("SELECT pg_advisory_lock(hashtext('tenfold.migrate.moving'))");
    await expect(moveBuckets(shards.options(), RANGE, 'shard-2')).rejects.toThrow(
      /a migration is at work on shard-2/,
    );
  });

  it('should refuse a map file that is older than what is in force', async () => {
    await moveBuckets(shards.options(), RANGE, 'shard-2');
    await writeMapFile(shards.mapFile, shards.map);
    await expect(moveBuckets(shards.options(), RANGE, 'shard-3')).rejects.toThrow(/it is stale/);
  });

  it('should refuse a target that holds rows of the range', async () => {
    const target = await shards.at('shard-2');
    await target.query('SET session_replication_role = replica');
    await target.query("INSERT INTO moving.tally VALUES (7, 'stray', 1)");
    await expect(moveBuckets(shards.options(), RANGE, 'shard-2')).rejects.toThrow(
      /holds rows .*moving\.tally/,
    );
    await abortMove(shards.options());
    expect((await shards.tallies()).get('7 stray')).toBe(1);
  });

  it('should find a row that is not the same on the target, and stay', async () => {
    const reached = onceAt('copied', async () => {
      const target = await shards.at('shard-2');
      await target.query('SET session_replication_role = replica');
      await target.query("UPDATE moving.tally SET entries = 21 WHERE bucket = 500 AND writer = 'fill'");
    });
    await expect(moveBuckets(shards.options({ reached }), RANGE, 'shard-2')).rejects.toThrow(
      'moving.tally bucket 500 (500,fill) differs',
    );
    expect(shards.owner(500)).toBe('shard-1');
    const client = await shards.connect('shard-1', shards.service);
    await client.query("UPDATE moving.tally SET entries = 21 WHERE bucket = 500 AND writer = 'fill'");
    await client.end();
    await abortMove(shards.options());
    await shards.expectInPlace();
  });

  it('should halve a slice that takes too long to compare', async () => {
    const source = await shards.at('shard-1');
    const report = (line: string) => {
      shards.lines.push(line);
      if (line.includes('halved')) void source.query('COMMIT');
    };
    const reached = onceAt('copied', async () => {
      await source.query('BEGIN');
      await source.query('LOCK TABLE moving.tally IN ACCESS EXCLUSIVE MODE');
    });
    await moveBuckets(shards.options({ report, reached }), RANGE, 'shard-2');
    expect(shards.currentMap().epoch).toBe(3);
    await shards.expectInPlace();
  });
});
