import { acceptsFunction, newestMap, ownRanges, waitForWriters, type ShardMap } from '@tenfold/database';
import type { Slice } from './control.js';
import { MoveError } from './move-error.js';
import { without } from './ranges.js';
import { connect, type AdminLogin, type Session } from './session.js';

/** How long writes of a slice may wait: no client waits longer for the router, which asks again for two seconds. */
export const FENCE_MS = 1_000;
/** Recording the switch, and the first word of the target afterwards; on a busy machine too. */
const RESERVE_MS = 220;

/** The fence was undone before the switch, because something would have taken too long. Nothing has happened. */
export class FenceGivenUp extends MoveError {
  constructor(
    readonly reason: 'writers' | 'late' | 'slow',
    message: string,
  ) {
    super(message);
  }
}

/** While it stands, the source accepts no write to the slice. */
export interface Fence {
  readonly attempt: number;
  /** The map that is in force as long as nothing has been switched. */
  readonly map: ShardMap;
  /** What of the budget is left before the switch, so that the lease still fits. */
  leftMs(): number;
  elapsedMs(): number;
  /** Lets the source accept the slice again, unless the switch has been recorded. */
  lower(): Promise<void>;
  /** Once the switch is recorded, nobody has to watch any more. */
  release(): Promise<void>;
}

/**
 * Raises the fence: the source's accepts() without the slice. A guard inside the server undoes it when the switch is not recorded
 * in time, whatever has become of this program.
 */
export async function raiseFence(
  source: Session,
  login: AdminLogin,
  slice: Slice,
  leaseMs: number,
): Promise<Fence> {
  const map = await newestMap(source.client);
  if (map === undefined) throw new MoveError(`${source.name} knows no shard map`);
  const own = ownRanges(map, source.name);
  const attempt = slice.attempt + 1;
  const undo = undoSql(slice, attempt, acceptsFunction(own));
  const guard = await connect(source.endpoint, login);
  const watch = guard
    .query(`DO $guard$ BEGIN PERFORM pg_sleep(${FENCE_MS / 1_000}); ${undo} END $guard$`)
    .catch(() => undefined);
  const begun = performance.now();
  const elapsedMs = (): number => performance.now() - begun;
  const release = async (): Promise<void> => {
    await source.client.query('SELECT pg_terminate_backend($1)', [pidOf(guard)]);
    await watch;
    await guard.end().catch(() => undefined);
  };
  await source.client.query(
    `DO $fence$ BEGIN
       UPDATE tenfold.move SET step = 'fencing', attempt = ${attempt}, changed_at = clock_timestamp() WHERE id = ${slice.id};
       ${acceptsFunction(without(own, slice))};
     END $fence$`,
  );
  return {
    attempt,
    map,
    elapsedMs,
    leftMs: () => FENCE_MS - leaseMs - RESERVE_MS - elapsedMs(),
    release,
    lower: async () => {
      await source.client.query(`DO $undo$ BEGIN ${undo} END $undo$`);
      await release();
    },
  };
}

/** For a fence that a dead mover may have left. */
export async function lowerFence(source: Session, slice: Slice): Promise<void> {
  const map = await newestMap(source.client);
  if (map === undefined) throw new MoveError(`${source.name} knows no shard map`);
  const undo = undoSql(slice, slice.attempt, acceptsFunction(ownRanges(map, source.name)));
  await source.client.query(`DO $undo$ BEGIN ${undo} END $undo$`);
}

/** The row decides between undoing and switching: whoever updates it first has won, and the other finds nothing to do. */
function undoSql({ id }: Slice, attempt: number, accepts: string): string {
  return `UPDATE tenfold.move SET step = 'copying', changed_at = clock_timestamp()
       WHERE id = ${id} AND step = 'fencing' AND attempt = ${attempt};
     IF FOUND THEN ${accepts}; END IF;`;
}

function pidOf(client: object): number {
  return (client as { processID?: number }).processID ?? 0;
}

const WRITERS = `SELECT DISTINCT l.pid,
    extract(epoch FROM clock_timestamp() - a.xact_start)::float8 * 1000 AS "ageMs"
  FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
 WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid <> pg_backend_pid()
   AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND l.relation IN (SELECT attrelid FROM pg_attribute WHERE attname = 'bucket' AND NOT attisdropped)`;

interface Writer {
  readonly pid: number;
  readonly ageMs: number | null;
}

/** Transactions that have written to a sharded table, or are about to. */
export async function writers({ client }: Session): Promise<Writer[]> {
  const { rows } = await client.query<Writer>(WRITERS);
  return rows;
}

/**
 * Waits until everybody who may have seen the old accepts() is gone.
 * @throws FenceGivenUp when that takes longer than the fence may last
 */
export async function outlastWriters({ client }: Session, fence: Fence): Promise<void> {
  await waitForWriters(client, fence.leftMs()).catch((cause: unknown) => {
    throw new FenceGivenUp(
      'writers',
      cause instanceof Error ? cause.message : 'transactions that write do not end',
    );
  });
}
