import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { announcedForMs, LONG_LEASE_MS, Shards, statement } from '@tenfold/database';
import { waitFor } from '@tenfold/testing';
import { abortMove, moveBuckets, moveStatus, resumeMove, type MoveOptions } from '../src/index.js';
import { MovingShards } from './moving-shards.js';
import { killedAt, onceAt, stopAt, Stopped } from './stops.js';

// Real: two Postgres servers and the replication between them; three databases stand as shards.
const RANGE = { from: 0, to: 1_023 };
const BUCKET = 0;
const TALLY = "SELECT entries FROM moving.tally WHERE bucket = $1 AND writer = 'fill'";
const [OLD, NEW] = [20, 21];
const read = statement('test.tally', TALLY);

describe('leases while buckets move', () => {
  let shards: MovingShards;
  const opened: Shards[] = [];

  beforeAll(async () => {
    shards = await new MovingShards().create();
  });
  beforeEach(async () => {
    await shards.renew();
    await shards.fill([BUCKET], OLD);
  });
  afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));
  afterAll(async () => {
    await shards?.drop();
  });

  const names = () => Object.keys(shards.map.shards);
  const everywhere = async (sql: string): Promise<void> => {
    for (const name of names()) await (await shards.at(name)).query(sql);
  };
  const options = () => ({
    ...shards.service,
    poolSize: 2,
    statementTimeoutMs: 5_000,
    applicationName: 'test',
  });
  const open = (): Shards => {
    const made = new Shards(shards.map, options());
    opened.push(made);
    return made;
  };
  const look = async (reader: Shards): Promise<number | undefined> =>
    (await reader.forBucket(BUCKET).query<{ entries: number }>(read, [BUCKET]))[0]?.entries;
  /** What the new owner has got since. */
  const change = async (): Promise<void> => {
    await (
      await shards.at('shard-2')
    ).query(`UPDATE moving.tally SET entries = ${NEW} WHERE bucket = ${BUCKET}`);
  };
  /** What a process that hears of nothing reads once the move is over, when it has read last behind the fence. */
  const readAcross = async (meanwhile: () => Promise<void>): Promise<(number | undefined)[]> => {
    const [reader, seen] = [open(), [] as (number | undefined)[]];
    const reached: MoveOptions['reached'] = async (moment) => {
      if (moment === 'fenced') {
        await meanwhile();
        seen.push(await look(reader));
      }
      if (moment === 'opened') {
        await change();
        // Nothing that has come for it is read before the statement is on its way.
        seen.push(await look(reader));
      }
    };
    await moveBuckets(shards.options({ reached }), RANGE, 'shard-2');
    return seen;
  };

  it('should raise no fence before the last long lease has run out, on any shard', async () => {
    const ages: number[] = [];
    const reached = onceAt('fencing', async () => {
      for (const name of names()) ages.push((await announcedForMs(await shards.at(name))) ?? 0);
    });
    await moveBuckets(shards.options({ reached }), RANGE, 'shard-2');
    expect(ages).toHaveLength(3);
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(LONG_LEASE_MS);
  });

  it('should have the shard refuse the switch of a mover that does not wait, and lose nothing by it', async () => {
    const before = await shards.rows();
    const outlastLeases = () => Promise.resolve();
    const justNow = onceAt('fenced', () =>
      everywhere('UPDATE tenfold.announcement SET since = clock_timestamp()'),
    );
    const hasty = shards.options({ outlastLeases, reached: justNow });
    await expect(moveBuckets(hasty, RANGE, 'shard-2')).rejects.toMatchObject({ code: 'TF002' });
    expect(shards.owner(BUCKET)).toBe('shard-1');
    await abortMove(shards.options());
    await shards.expectInPlace();
    expect(await shards.rows()).toEqual(before);
  });

  it('should have the shard refuse the switch of a mover that announces nothing, as a former release', async () => {
    const reached = onceAt('fenced', () => everywhere('DELETE FROM tenfold.announcement'));
    await expect(moveBuckets(shards.alone({ reached }), RANGE, 'shard-2')).rejects.toMatchObject({
      code: 'TF002',
    });
    expect(shards.owner(BUCKET)).toBe('shard-1');
    await resumeMove(shards.alone());
    expect(shards.owner(BUCKET)).toBe('shard-2');
  });

  it('should let nobody read the old place after the switch who has read it before', async () => {
    expect(await readAcross(() => Promise.resolve())).toEqual([OLD, NEW]);
  });

  it('should let it be read where nothing was announced, or this test would show nothing', async () => {
    await everywhere('ALTER TABLE tenfold.shard_map DISABLE TRIGGER tenfold_require_announcement');
    try {
      expect(await readAcross(() => everywhere('DELETE FROM tenfold.announcement'))).toEqual([OLD, OLD]);
    } finally {
      await everywhere('ALTER TABLE tenfold.shard_map ENABLE TRIGGER tenfold_require_announcement');
    }
  });

  it('should be short for a process that starts in the middle of a move', async () => {
    let late: Shards | undefined;
    const seen: (number | undefined)[] = [];
    const reached: MoveOptions['reached'] = async (moment) => {
      if (moment === 'fenced') await (late = open()).watch();
      if (moment === 'opened') {
        await change();
        if (late !== undefined) seen.push(await look(late));
      }
    };
    await moveBuckets(shards.alone({ reached }), RANGE, 'shard-2');
    expect(seen).toEqual([NEW]);
  });

  it('should stay short when the mover is killed, which is told, until somebody goes on', async () => {
    const { mapFile, login } = shards.options();
    const status = () => moveStatus({ mapFile, login });
    await killedAt(shards, { range: RANGE, target: 'shard-2', moment: 'copied' });
    await waitFor(async () => !(await status()).running);
    expect(await status()).toMatchObject({ announced: names(), unfinished: [{ step: 'copying' }] });
    await resumeMove(shards.alone());
    expect(await status()).toEqual({ running: false, announced: [], unfinished: [] });
  });

  it('should become long again where a mover has died after its work', async () => {
    await expect(
      moveBuckets(shards.alone({ reached: stopAt('detached') }), RANGE, 'shard-2'),
    ).rejects.toThrow(Stopped);
    await everywhere("UPDATE tenfold.move SET step = 'done'");
    const { mapFile, login } = shards.options();
    expect(await moveStatus({ mapFile, login })).toMatchObject({ announced: names(), unfinished: [] });
    await abortMove(shards.options());
    expect(await moveStatus({ mapFile, login })).toMatchObject({ announced: [] });
  });

  it('should not let a process that was stopped read the old place when it goes on', async () => {
    const told = JSON.stringify({ map: shards.map, options: options(), text: TALLY, bucket: BUCKET });
    const script = join(import.meta.dirname, 'reader-process.mjs');
    const child = spawn(process.execPath, [script, told], { stdio: ['ignore', 'pipe', 'inherit'] });
    let lines: string[] = [];
    child.stdout.on('data', (data: Buffer) => lines.push(...data.toString().split('\n').filter(Boolean)));
    try {
      await waitFor(() => lines.length > 10);
      child.kill('SIGSTOP');
      const reached = onceAt('opened', async () => {
        await change();
        expect(new Set(lines)).toEqual(new Set([String(OLD)]));
        // It has said nothing for as long as a move takes: whatever comes now, it says of now.
        lines = [];
        child.kill('SIGCONT');
        await waitFor(() => lines.length > 10);
        expect(new Set(lines)).toEqual(new Set([String(NEW)]));
      });
      await moveBuckets(shards.options({ reached }), RANGE, 'shard-2');
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });
});
