import { setTimeout as delay } from 'node:timers/promises';
import { acceptsFunction, LEASE_MS, ownRanges, recordMap, type ShardMap } from '@tenfold/database';
import { enter, type Slice } from './control.js';
import { Feed } from './feed.js';
import { FenceGivenUp, lowerFence, outlastWriters, raiseFence, type Fence } from './fence.js';
import { outlastLeases } from './leases.js';
import { writeMapFile } from './map-file.js';
import { MoveError } from './move-error.js';
import type { Course, SliceOptions } from './move-options.js';
import { describeRange, withMoved } from './ranges.js';
import { dropReplication } from './replication.js';
import { compareRows, deleteRows, tablesInTheWay } from './rows.js';
import type { Session } from './session.js';
import type { ShardedTable } from './tables.js';

/** A timer may end a millisecond early, and the lease must not. */
const TIMER_MS = 5;
const POLL_MS = 50;
/** What a fence has left for comparing when nothing else was slow. */
const COMPARE_MS = 350;
/** The first comparison reads the rows into memory as well. */
const TRIALS = 2;
const FENCES = 10;
const FENCE_PAUSE_MS = 300;
/** Statements and transactions of services end sooner by far; a dump reads its own snapshot and misses nothing. */
const OLD_TRANSACTIONS_MS = 15_000;

/** Rows of one bucket range on their way from one shard to another. */
export class SliceMover {
  private readonly source: Session;
  private readonly target: Session;
  private readonly tables: readonly ShardedTable[];
  private readonly options: SliceOptions;
  private readonly feed: Feed;

  constructor(private readonly course: Course) {
    ({ source: this.source, target: this.target, tables: this.tables, options: this.options } = course);
    this.feed = new Feed(course);
  }

  /** Goes on from whatever step is written down, to the end. */
  async run(slice: Slice): Promise<'done' | 'too-big'> {
    for (let current = slice; ;) {
      await this.options.reached?.(current.step, current);
      switch (current.step) {
        case 'planned':
          current = await this.prepare(current);
          break;
        case 'copying':
          await this.feed.copy(current);
          await this.outlastLeases();
          await this.feed.catchUp(current);
          if (await this.isTooBig(current)) {
            await this.undo(current);
            return 'too-big';
          }
          current = await this.cross(current);
          break;
        case 'fencing':
          await lowerFence(this.source, current);
          current = { ...current, step: 'copying' };
          break;
        case 'switched':
          // On a shard that was away, it may have been announced just now.
          await this.outlastLeases();
          current = await this.open(current, undefined);
          break;
        case 'opened':
          await dropReplication({ slice: current, source: this.source, target: this.target });
          current = await enter(this.source, current, 'detached');
          break;
        case 'detached':
          current = await this.cleanUp(current);
          break;
        case 'done':
        case 'aborted':
          return 'done';
      }
    }
  }

  private outlastLeases(): Promise<void> {
    return (this.options.outlastLeases ?? outlastLeases)(this.course.sessions);
  }

  /** Back to where nothing has happened. Only before the switch. */
  async undo(slice: Slice): Promise<void> {
    await lowerFence(this.source, slice);
    await dropReplication({ slice, source: this.source, target: this.target });
    // Rows there before are never deleted: a slice is not copied unless there are none.
    if (slice.step !== 'planned') await deleteRows(this.target, this.tables, slice);
  }

  private async prepare(slice: Slice): Promise<Slice> {
    const found = await tablesInTheWay(this.target, this.tables, slice);
    if (found.length > 0) {
      throw new MoveError(
        `${this.target.name} holds rows of buckets ${describeRange(slice)} already (${found.join(', ')}), which are not its own: ` +
          'look at them before you delete them',
      );
    }
    return enter(this.source, slice, 'copying');
  }

  /** Compares outside the fence, where it may take its time and differ: it tells whether it would fit inside. */
  private async isTooBig(slice: Slice): Promise<boolean> {
    for (let attempt = 1; attempt <= TRIALS; attempt += 1) {
      try {
        await compareRows(this.source, this.target, this.tables, slice, COMPARE_MS);
        return false;
      } catch (error) {
        if (!isCanceled(error)) throw error;
      }
    }
    if (slice.from === slice.to)
      throw new MoveError(
        `the rows of bucket ${slice.from} cannot be compared within a fence: there are too many`,
      );
    return true;
  }

  /** Fence, compare, switch; again when something took too long. */
  private async cross(slice: Slice): Promise<Slice> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.fenceAndSwitch(slice, attempt);
      } catch (error) {
        if (!(error instanceof FenceGivenUp) || attempt === FENCES) throw error;
        this.say(slice, `fence undone: ${error.message}; trying again`);
        await delay(FENCE_PAUSE_MS * attempt);
        await this.feed.catchUp(slice);
      }
    }
  }

  private async fenceAndSwitch(slice: Slice, count: number): Promise<Slice> {
    await this.options.reached?.('caught-up', slice);
    const fence = await raiseFence(
      this.source,
      this.options.login,
      { ...slice, attempt: slice.attempt + count - 1 },
      LEASE_MS,
    );
    let switched: Slice;
    try {
      await this.options.reached?.('fencing', slice);
      await (this.options.outlastWriters ?? outlastWriters)(this.source, fence);
      await this.options.reached?.('fenced', slice);
      await this.feed.pass(slice, fence);
      await this.verify(slice, fence);
      await this.options.reached?.('verified', slice);
      switched = await this.recordSwitch(slice, fence);
    } catch (error) {
      await fence.lower().catch(() => undefined);
      throw error;
    }
    await this.options.reached?.('switched', switched);
    const opened = await this.open(switched, fence);
    await fence.release();
    return opened;
  }

  private async verify(slice: Slice, fence: Fence): Promise<void> {
    const { source, target, tables } = this;
    const comparison = await compareRows(source, target, tables, slice, fence.leftMs()).catch(
      (error: unknown) => {
        throw isCanceled(error) ? new FenceGivenUp('slow', 'comparing the rows took too long') : error;
      },
    );
    if (comparison.equal) {
      this.say(slice, `${comparison.rows} rows are equal`);
      return;
    }
    await fence.lower();
    throw new MoveError(
      `${target.name} is not equal to ${source.name} in buckets ${describeRange(slice)}, so ${source.name} keeps them: ` +
        `${comparison.differences.join('; ')}. Abort removes the copy.`,
    );
  }

  /** The moment that decides: before it the source owns the slice, after it the target does, whoever dies. */
  private async recordSwitch(slice: Slice, fence: Fence): Promise<Slice> {
    const map = withMoved(fence.map, slice, this.target.name);
    if (fence.leftMs() <= 0) throw new FenceGivenUp('slow', 'there was no time left for the switch');
    const { rowCount } = await this.source.client.query(
      `WITH switched AS (
         UPDATE tenfold.move SET step = 'switched', map = $3, changed_at = now()
          WHERE id = $1 AND step = 'fencing' AND attempt = $2 RETURNING id)
       INSERT INTO tenfold.shard_map (epoch, map) SELECT $4, $3 FROM switched`,
      [slice.id, fence.attempt, JSON.stringify(map), map.epoch],
    );
    if (rowCount !== 1) throw new FenceGivenUp('slow', 'its guard has undone it');
    return { ...slice, step: 'switched', attempt: fence.attempt, map };
  }

  /** Tells everybody, waits until nobody reads the old place any more, and lets the target accept writes. */
  private async open(slice: Slice, fence: Fence | undefined): Promise<Slice> {
    const { map } = slice;
    if (map === null) throw new MoveError(`the map of move ${slice.id} is not written down`);
    const others = [...this.course.sessions.values()].filter((session) => session !== this.target);
    const leaseEnds = delay(LEASE_MS + TIMER_MS);
    // A third shard that is down must not keep the slice closed; it is told below, or by a resume.
    const told = Promise.allSettled(others.map((session) => recordMap(session.client, map)));
    await recordMap(this.target.client, map);
    await writeMapFile(this.options.mapFile, map);
    await told;
    await this.options.reached?.('recorded', slice);
    await leaseEnds;
    await this.target.client.query(acceptsFunction(ownRanges(map, this.target.name)));
    const fenceMs = fence === undefined ? null : Math.round(fence.elapsedMs());
    for (const session of others) await recordMap(session.client, map);
    await this.source.client.query('UPDATE tenfold.move SET fence_ms = $2 WHERE id = $1', [
      slice.id,
      fenceMs,
    ]);
    this.say(slice, `switched at epoch ${map.epoch}${fenceMs === null ? '' : `, fence of ${fenceMs} ms`}`);
    return { ...(await enter(this.source, slice, 'opened')), fenceMs };
  }

  private async cleanUp(slice: Slice): Promise<Slice> {
    await this.waitForOldTransactions();
    const deleted = await deleteRows(this.source, this.tables, slice);
    await this.options.reached?.('deleted', slice);
    this.say(slice, `${deleted} rows removed from ${this.source.name}`);
    return enter(this.source, slice, 'done');
  }

  /** What has begun before the switch may still look for its rows here. */
  private async waitForOldTransactions(): Promise<void> {
    const { rows: clock } = await this.source.client.query<{ now: string }>(
      'SELECT clock_timestamp()::text AS now',
    );
    const deadline = performance.now() + OLD_TRANSACTIONS_MS;
    while (performance.now() < deadline) {
      const { rowCount } = await this.source.client.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
            AND pid <> pg_backend_pid() AND xact_start < $1`,
        [clock[0]?.now],
      );
      if (rowCount === 0) return;
      await delay(POLL_MS);
    }
  }

  private say(slice: Slice, text: string): void {
    this.options.report(`buckets ${describeRange(slice)}: ${text}`);
  }
}

/** The map that the newest switch has left behind, wherever it was recorded. */
export function newest(maps: readonly (ShardMap | undefined)[]): ShardMap | undefined {
  return maps.reduce((best, map) => ((map?.epoch ?? 0) > (best?.epoch ?? 0) ? map : best), undefined);
}

function isCanceled(error: unknown): boolean {
  return (error as { code?: string }).code === '57014';
}
