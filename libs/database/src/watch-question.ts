import { parseWalPosition, type WalPosition } from './wal-position.js';
import type { WatchConnection } from './watch-connection.js';

/**
 * The position that is flushed, not the one that is inserted: a commit has been acknowledged once it is flushed, and what is not
 * flushed is not sent to a replica either. One statement and so one snapshot: an announcement that has gone when the epoch was still
 * the old one was never seen.
 */
const POSITION = 'SELECT pg_current_wal_flush_lsn()::text AS position';
const EPOCH = '(SELECT max(epoch) FROM tenfold.shard_map)::text AS epoch';
const QUESTION = {
  name: 'tenfold.watch',
  text: `${POSITION}, ${EPOCH}, EXISTS (SELECT FROM tenfold.announcement) AS moving`,
};
/** To a schema of before there were announcements: buckets may move at any time. */
const FORMER = { name: 'tenfold.watch.former', text: `${POSITION}, ${EPOCH}, true AS moving` };

const MISSING_TABLE = '42P01';
/** How long a schema is taken for an old one, once it was found to be. */
const FORMER_FOR_MS = 30_000;

export interface WatchAnswer {
  readonly position: WalPosition;
  readonly epoch: number;
  /** Whether a move is announced, or might begin without that. */
  readonly moving: boolean;
}

interface Row {
  readonly position: string;
  readonly epoch: string | null;
  readonly moving: boolean;
}

/** What a watch asks its primary. */
export class WatchQuestion {
  private formerUntil = -Infinity;

  constructor(private readonly connection: Pick<WatchConnection, 'query'>) {}

  /** @throws what the server says */
  async ask(): Promise<WatchAnswer> {
    const [row] = await this.rows();
    if (row === undefined) throw new Error('no answer');
    return { position: parseWalPosition(row.position), epoch: Number(row.epoch), moving: row.moving };
  }

  private async rows(): Promise<Row[]> {
    if (performance.now() < this.formerUntil) return this.connection.query<Row>(FORMER);
    try {
      return await this.connection.query<Row>(QUESTION);
    } catch (error) {
      if ((error as { code?: string }).code !== MISSING_TABLE) throw error;
      // The lease begins when `ask` was called, before both.
      const rows = await this.connection.query<Row>(FORMER);
      this.formerUntil = performance.now() + FORMER_FOR_MS;
      return rows;
    }
  }
}
