import { newId } from '@tenfold/ids';
import { waitFor } from '@tenfold/testing';
import { abortMove, moveBuckets, resumeMove, type Moment, type MoveOptions } from '../src/index.js';
import { writeMapFile } from '../src/map-file.js';
import { MovingShards } from './moving-shards.js';
import { killedAt, onceAt, stopAt, Stopped } from './stops.js';
import { Writers } from './writers.js';

// Real: two Postgres servers and the replication between them; three databases stand as shards.
const RANGE = { from: 0, to: 1_023 };
const BUCKETS = [0, 1, 500, 1_023, 1_024, 2_047, 2_048, 3_000];

const BEFORE_SWITCH: Moment[] = [
  'planned',
  'copying',
  'copied',
  'caught-up',
  'fencing',
  'fenced',
  'verified',
];
const AFTER_SWITCH: Moment[] = ['switched', 'recorded', 'opened', 'detached', 'deleted', 'done'];

/** For tests that are several moves. */
const LONG_MS = 120_000;

describe(moveBuckets, () => {
  let shards: MovingShards;

  beforeAll(async () => {
    shards = await new MovingShards().create();
  });

  beforeEach(async () => {
    await shards.renew();
    await shards.fill(BUCKETS, 20);
  });

  afterAll(async () => {
    await shards?.drop();
  });

  const contents = async () =>
    (await shards.rows()).map(({ shard: _, ...row }) => row).sort((a, b) => (a.id < b.id ? -1 : 1));

  it('should move a range there and back', async () => {
    const before = await shards.rows();
    await moveBuckets(shards.alone(), RANGE, 'shard-2');
    expect(shards.currentMap()).toMatchObject({
      epoch: 2,
      ranges: [
        { from: 0, to: 1_023, shard: 'shard-2' },
        { from: 1_024, to: 2_047, shard: 'shard-1' },
        { from: 2_048, to: 4_095, shard: 'shard-2' },
      ],
    });
    await shards.expectInPlace();
    await moveBuckets(shards.alone(), RANGE, 'shard-1');
    await shards.expectInPlace();
    expect(shards.currentMap()).toMatchObject({ epoch: 3, ranges: shards.map.ranges });
    expect(await shards.rows()).toEqual(before);
  });

  it('should move what several shards hold, in slices with a fence each', async () => {
    const before = await contents();
    await moveBuckets(shards.alone({ rowsPerFence: 50 }), { from: 500, to: 2_048 }, 'shard-3');
    expect(shards.owner(500)).toBe('shard-3');
    expect(shards.owner(2_048)).toBe('shard-3');
    expect(shards.currentMap().epoch).toBeGreaterThan(3);
    await shards.expectInPlace();
    expect(await contents()).toEqual(before);
  });

  it(
    'should lose and double nothing that is written meanwhile',
    async () => {
      const writers = new Writers(shards, BUCKETS).start(3);
      try {
        await moveBuckets(shards.options(), RANGE, 'shard-2');
        await moveBuckets(shards.options({ rowsPerFence: 400 }), RANGE, 'shard-3');
        await moveBuckets(shards.options(), RANGE, 'shard-1');
      } finally {
        await writers.stop();
      }
      await shards.expectInPlace();
      expect(await written()).toEqual(writers.acknowledged.map(({ id }) => id).sort());
      expect(writers.unavailable).toBe(0);
      const filled = 20 * BUCKETS.length;
      expect(new Set(writers.scans.map(({ found, different }) => `${found} ${different}`))).toEqual(
        new Set([`${filled} ${filled}`]),
      );
      const tallies = await shards.tallies();
      const told = Map.groupBy(writers.acknowledged, ({ bucket, writer }) => `${bucket} ${writer}`);
      for (const [key, acknowledged] of told)
        expect([key, tallies.get(key)]).toEqual([key, acknowledged.length]);
    },
    LONG_MS,
  );

  it(
    'should go on whenever it is resumed, stopped at each moment in turn',
    async () => {
      const before = await contents();
      await expect(
        moveBuckets(shards.alone({ reached: stopAt('planned') }), RANGE, 'shard-2'),
      ).rejects.toThrow(Stopped);
      await expect(moveBuckets(shards.alone(), RANGE, 'shard-2')).rejects.toThrow(/not finished/);
      for (const moment of [...BEFORE_SWITCH, ...AFTER_SWITCH].slice(1))
        await expect(resumeMove(shards.alone({ reached: stopAt(moment) }))).rejects.toThrow(moment);
      await resumeMove(shards.alone());
      expect(shards.currentMap().epoch).toBe(2);
      await shards.expectInPlace();
      expect(await contents()).toEqual(before);
    },
    LONG_MS,
  );

  it(
    'should leave nothing when it is aborted before the switch, at whatever moment',
    async () => {
      const before = await shards.rows();
      for (const moment of BEFORE_SWITCH) {
        const stopped = moveBuckets(shards.alone({ reached: stopAt(moment) }), RANGE, 'shard-2');
        await expect(stopped).rejects.toThrow(moment);
        await abortMove(shards.alone());
        await shards.expectInPlace();
        expect(await shards.rows()).toEqual(before);
      }
      expect(shards.currentMap().epoch).toBe(1);
    },
    LONG_MS,
  );

  it(
    'should finish what is aborted after the switch',
    async () => {
      for (const [moment, target] of [
        ['switched', 'shard-2'],
        ['recorded', 'shard-3'],
        ['opened', 'shard-1'],
        ['detached', 'shard-2'],
      ] as const) {
        const stopped = moveBuckets(shards.alone({ reached: stopAt(moment) }), RANGE, target);
        await expect(stopped).rejects.toThrow(moment);
        await abortMove(shards.alone());
        expect(shards.owner(0)).toBe(target);
        await shards.expectInPlace();
      }
    },
    LONG_MS,
  );

  it(
    'should lose nothing when it is killed at any moment under load',
    async () => {
      const writers = new Writers(shards, BUCKETS).start(2);
      try {
        for (const [moment, target] of [
          ['copying', 'shard-2'],
          ['fenced', 'shard-3'],
          ['switched', 'shard-1'],
          ['opened', 'shard-2'],
          ['detached', 'shard-1'],
        ] as const) {
          await killedAt(shards, { range: RANGE, target, moment });
          // Its locks end with its connections, which the servers notice in a moment.
          await waitFor(async () => resumeMove(shards.options()).then(() => true));
          expect(shards.owner(0)).toBe(target);
        }
      } finally {
        await writers.stop();
      }
      await shards.expectInPlace();
      expect(await written()).toEqual(writers.acknowledged.map(({ id }) => id).sort());
    },
    LONG_MS,
  );

  const written = async (): Promise<string[]> => {
    const rows = await shards.rows();
    return rows.flatMap(({ writer, id }) => (writer === 'fill' ? [] : [id])).sort();
  };

  it('should let writes through again when the mover hangs behind its fence', async () => {
    const client = await shards.connect('shard-1', shards.service);
    const write = () => client.query("INSERT INTO moving.entry VALUES (0, $1, 'late', 1)", [newId(0)]);
    const hang = onceAt('fenced', async () => {
      await expect(write()).rejects.toMatchObject({ code: 'TF001' });
      await waitFor(async () => (await write()).rowCount === 1);
    });
    await moveBuckets(shards.alone({ reached: hang }), RANGE, 'shard-2');
    await client.end();
    expect(shards.lines.join('\n')).toMatch(/fence undone/);
    await shards.expectInPlace();
    expect((await shards.rows()).filter(({ writer }) => writer === 'late')).toHaveLength(1);
  });

  it('should refuse a late writer, who goes by the old map', async () => {
    const client = await shards.connect('shard-1', shards.service);
    await client.query('BEGIN');
    await client.query("SELECT FROM moving.tally WHERE bucket = 0 AND writer = 'fill'");
    await moveBuckets(shards.alone({ reached: stopAt('opened') }), RANGE, 'shard-2').catch(() => undefined);
    await expect(
      client.query("UPDATE moving.tally SET entries = 0 WHERE bucket = 0 AND writer = 'fill'"),
    ).rejects.toMatchObject({ code: 'TF001' });
    await client.end();
    await resumeMove(shards.alone());
    expect((await shards.tallies()).get('0 fill')).toBe(20);
  });

  describe('with a transaction that writes before the fence and ends after it', () => {
    const openWriter = async () => {
      const client = await shards.connect('shard-1', shards.service);
      const id = newId(0);
      const write = onceAt('caught-up', async () => {
        await client.query('BEGIN');
        await client.query("INSERT INTO moving.entry VALUES (0, $1, 'slow', 1)", [id]);
      });
      const commit = async () => {
        await client.query('COMMIT');
        await client.end();
      };
      return { id, write, commit };
    };

    it('should wait for it', async () => {
      const { id, write, commit } = await openWriter();
      const report = (line: string) => {
        if (line.includes('fence undone')) void commit();
      };
      await moveBuckets(shards.alone({ report, reached: write }), RANGE, 'shard-2');
      await shards.expectInPlace();
      expect((await shards.rows()).filter((row) => row.id === id)).toMatchObject([{ shard: 'shard-2' }]);
    });

    it('should lose its row if it did not wait, or this test would show nothing', async () => {
      const { id, write, commit } = await openWriter();
      const commitLate = onceAt('detached', commit);
      const reached: MoveOptions['reached'] = async (...at) => {
        await write?.(...at);
        await commitLate?.(...at);
      };
      const outlastWriters = () => Promise.resolve();
      await moveBuckets(shards.alone({ reached, outlastWriters }), RANGE, 'shard-2');
      expect((await shards.rows()).filter((row) => row.id === id)).toEqual([]);
    });
  });

  it('should refuse a second mover', async () => {
    let second: unknown;
    const reached = onceAt('copied', async () => {
      second = await moveBuckets(shards.alone(), RANGE, 'shard-3').catch((error: unknown) => error);
    });
    await moveBuckets(shards.alone({ reached }), RANGE, 'shard-2');
    expect(second).toMatchObject({ message: expect.stringMatching(/another move is at work/) as string });
  });

  it('should refuse to begin while a migration runs', async () => {
    const client = await shards.at('shard-2');
    await client.query("SELECT pg_advisory_lock(hashtext('tenfold.migrate.moving'))");
    await expect(moveBuckets(shards.alone(), RANGE, 'shard-2')).rejects.toThrow(
      /a migration is at work on shard-2/,
    );
  });

  it('should refuse a map file that is older than what is in force', async () => {
    await moveBuckets(shards.alone(), RANGE, 'shard-2');
    await writeMapFile(shards.mapFile, shards.map);
    await expect(moveBuckets(shards.alone(), RANGE, 'shard-3')).rejects.toThrow(/it is stale/);
  });

  it('should refuse a target that holds rows of the range', async () => {
    const target = await shards.at('shard-2');
    await target.query('SET session_replication_role = replica');
    await target.query("INSERT INTO moving.tally VALUES (7, 'stray', 1)");
    await expect(moveBuckets(shards.alone(), RANGE, 'shard-2')).rejects.toThrow(/holds rows .*moving\.tally/);
    await abortMove(shards.alone());
    expect((await shards.tallies()).get('7 stray')).toBe(1);
  });

  it('should find a row that is not the same on the target, and stay', async () => {
    const reached = onceAt('copied', async () => {
      const target = await shards.at('shard-2');
      await target.query('SET session_replication_role = replica');
      await target.query("UPDATE moving.tally SET entries = 21 WHERE bucket = 500 AND writer = 'fill'");
    });
    await expect(moveBuckets(shards.alone({ reached }), RANGE, 'shard-2')).rejects.toThrow(
      'moving.tally bucket 500 (500,fill) differs',
    );
    expect(shards.owner(500)).toBe('shard-1');
    const client = await shards.connect('shard-1', shards.service);
    await client.query("UPDATE moving.tally SET entries = 21 WHERE bucket = 500 AND writer = 'fill'");
    await client.end();
    await abortMove(shards.alone());
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
    await moveBuckets(shards.alone({ report, reached }), RANGE, 'shard-2');
    expect(shards.currentMap().epoch).toBe(3);
    await shards.expectInPlace();
  });
});
