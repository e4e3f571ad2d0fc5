import { loadShardMap, newestMap, type BucketRange, type ShardMap } from '@tenfold/database';
import { enter, ensureMoveTables, insertSlices, split, unfinishedSlices, type Slice } from './control.js';
import { announce, announcedOn, withdraw } from './leases.js';
import { writeMapFile } from './map-file.js';
import { MoveError } from './move-error.js';
import { describeRange, partsToMove, slices } from './ranges.js';
import { countRows } from './rows.js';
import { isLocked, lockShards, withSessions, type Session } from './session.js';
import type { SliceOptions } from './move-options.js';
import { newest, SliceMover } from './slice-mover.js';
import { movableTables, schemasOf } from './tables.js';

export interface MoveOptions extends SliceOptions {
  /** Rows that one fence may have to compare; a slice that takes too long is halved. */
  readonly rowsPerFence?: number | undefined;
}

const ROWS_PER_FENCE = 20_000;

type Sessions = ReadonlyMap<string, Session>;

/** Moves buckets to a shard while they are written, in slices of which each has a fence of its own. */
export async function moveBuckets(options: MoveOptions, range: BucketRange, target: string): Promise<void> {
  const map = loadShardMap(options.mapFile);
  if (map.shards[target] === undefined)
    throw new MoveError(`there is no shard ${target}; there are ${Object.keys(map.shards).join(', ')}`);
  await withLockedShards(map, options, async (sessions) => {
    await refuseStale(sessions, map);
    const [unfinished] = await allUnfinished(sessions);
    if (unfinished !== undefined) {
      throw new MoveError(
        `the move of buckets ${describeRange(unfinished)} to ${unfinished.target} is not finished: resume or abort it first`,
      );
    }
    const parts = partsToMove(map, range, target);
    if (parts.length === 0) options.report(`buckets ${describeRange(range)} are on ${target} already`);
    else await announce(sessions);
    for (const { source: name, ...part } of parts) {
      const [source, to] = [named(sessions, name), named(sessions, target)];
      const tables = await movableTables(source, to);
      const cut = slices(part, await countRows(source, tables, part), options.rowsPerFence ?? ROWS_PER_FENCE);
      const rows = cut.reduce((sum, slice) => sum + slice.rows, 0);
      const many = cut.length === 1 ? '' : `, in ${cut.length} slices`;
      options.report(`buckets ${describeRange(part)}: ${rows} rows from ${name} to ${target}${many}`);
      await insertSlices(source, target, cut);
      await runAll(sessions, options);
    }
  });
}

/** Goes on with what a mover that died has left. */
export async function resumeMove(options: MoveOptions): Promise<void> {
  const map = loadShardMap(options.mapFile);
  await withLockedShards(map, options, async (sessions) => {
    const count = (await allUnfinished(sessions)).length;
    if (count === 0) options.report('no move is unfinished');
    else await announce(sessions);
    await runAll(sessions, options);
    await healMap(sessions, options);
  });
}

/** Undoes what has not been switched yet; a slice that has been is finished, for it may hold new rows. */
export async function abortMove(options: MoveOptions): Promise<void> {
  const map = loadShardMap(options.mapFile);
  await withLockedShards(map, options, async (sessions) => {
    const unfinished = await allUnfinished(sessions);
    if (unfinished.length === 0) options.report('no move is unfinished');
    else await announce(sessions);
    for (const slice of unfinished) {
      const { source, mover } = await moverOf(sessions, options, slice);
      if (['switched', 'opened', 'detached'].includes(slice.step)) {
        options.report(
          `buckets ${describeRange(slice)} have been switched to ${slice.target} and stay there`,
        );
        await mover.run(slice);
        continue;
      }
      await mover.undo(slice);
      await enter(source, slice, 'aborted');
      options.report(`buckets ${describeRange(slice)} stay on ${slice.source}`);
    }
    await healMap(sessions, options);
  });
}

export interface MoveStatus {
  /** Whether a mover is running now. */
  readonly running: boolean;
  readonly unfinished: readonly Slice[];
  /** The shards that give short leases only. Without a mover and without a slice: one has died after its work, before it took that back. */
  readonly announced: readonly string[];
}

/** What is going on, without taking part in it. */
export async function moveStatus({
  mapFile,
  login,
}: Pick<MoveOptions, 'mapFile' | 'login'>): Promise<MoveStatus> {
  return withSessions(loadShardMap(mapFile), login, async (sessions) => {
    const all = [...sessions.values()];
    const running = await Promise.all(all.map(isLocked));
    const [unfinished, announced] = [await allUnfinished(sessions), await announcedOn(sessions)];
    return { running: running.includes(true), unfinished, announced };
  });
}

async function runAll(sessions: Sessions, options: MoveOptions): Promise<void> {
  for (;;) {
    const [slice] = await allUnfinished(sessions);
    if (slice === undefined) return;
    const { source, mover } = await moverOf(sessions, options, slice);
    if ((await mover.run(slice)) === 'done') continue;
    options.report(`buckets ${describeRange(slice)}: too many rows for one fence, halved`);
    await split(source, slice);
  }
}

async function moverOf(
  sessions: Sessions,
  options: MoveOptions,
  slice: Slice,
): Promise<{ source: Session; mover: SliceMover }> {
  const [source, target] = [named(sessions, slice.source), named(sessions, slice.target)];
  const tables = await movableTables(source, target);
  return { source, mover: new SliceMover({ sessions, source, target, tables, options }) };
}

async function withLockedShards(
  map: ShardMap,
  { login }: MoveOptions,
  work: (sessions: Sessions) => Promise<void>,
): Promise<void> {
  await withSessions(map, login, async (sessions) => {
    const [first] = sessions.values();
    await lockShards(sessions, first === undefined ? [] : await schemasOf(first));
    for (const session of sessions.values()) await ensureMoveTables(session);
    try {
      await work(sessions);
    } catch (error) {
      // Where that does not succeed either, leases stay short, and `resume` or `abort` makes them long.
      await settleLeases(sessions).catch(() => undefined);
      throw error;
    }
    await settleLeases(sessions);
  });
}

/** Leases are long again once nothing is left to be moved, however the work has ended. */
async function settleLeases(sessions: Sessions): Promise<void> {
  const unfinished = await allUnfinished(sessions);
  if (unfinished.length === 0) await withdraw(sessions);
}

/** Whoever moves by an old map would give away what is not there any more. */
async function refuseStale(sessions: Sessions, map: ShardMap): Promise<void> {
  for (const session of sessions.values()) {
    const recorded = await newestMap(session.client);
    if (recorded?.epoch === map.epoch) continue;
    throw new MoveError(
      recorded === undefined || recorded.epoch < map.epoch
        ? `${session.name} does not know the shard map of epoch ${map.epoch} yet: migrate first`
        : `the shard map file is of epoch ${map.epoch}, and ${session.name} knows epoch ${recorded.epoch}: it is stale`,
    );
  }
}

/** Those in the middle of something first. */
async function allUnfinished(sessions: Sessions): Promise<Slice[]> {
  const found = await Promise.all([...sessions.values()].map(unfinishedSlices));
  return found.flat().sort((a, b) => Number(a.step === 'planned') - Number(b.step === 'planned'));
}

/** The file, should its writer have died between the switch and its writing. */
async function healMap(sessions: Sessions, { mapFile }: MoveOptions): Promise<void> {
  const map = newest(await Promise.all([...sessions.values()].map(({ client }) => newestMap(client))));
  if (map !== undefined && map.epoch > loadShardMap(mapFile).epoch) await writeMapFile(mapFile, map);
}

function named(sessions: Sessions, name: string): Session {
  const session = sessions.get(name);
  if (session === undefined) throw new MoveError(`there is no shard ${name} in the map`);
  return session;
}
