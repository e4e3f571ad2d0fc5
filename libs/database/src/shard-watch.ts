import { setTimeout as delay } from 'node:timers/promises';
import { NEWEST_MAP } from './control-schema.js';
import { ShardLost } from './shard-errors.js';
import { parseShardMap, type ShardMap } from './shard-map.js';
import type { ServerOptions } from './server-options.js';
import { Waiting } from './waiting.js';
import { parseWalPosition, type WalPosition } from './wal-position.js';
import { WatchConnection } from './watch-connection.js';

/** The map that this process goes by. A shard that knows a newer one hands it over. */
export interface MapInForce {
  readonly epoch: number;
  adopt(map: ShardMap): void;
}

/**
 * How long a shard may be used after it has said that our map is the newest. Whoever moves buckets waits this long between the
 * record of the new map and the first write under it, so nobody reads the old place after that.
 */
export const LEASE_MS = 300;

/** Four times in a lease, so that requests hardly ever wait for it. */
const EVERY_MS = 75;
const EVERY_MS_WHILE_DOWN = 250;
/** How long a request waits for a lease when the shard answers and there is none to be had. */
const PATIENCE_MS = 2_000;

/**
 * The position that is flushed, not the one that is inserted: a commit has been acknowledged once it is flushed, and what is not
 * flushed is not sent to a replica either.
 */
const SAMPLE = {
  name: 'tenfold.watch',
  text: `SELECT pg_current_wal_flush_lsn()::text AS position,
    (SELECT max(epoch) FROM tenfold.shard_map)::text AS epoch`,
};

interface Sample {
  readonly position: string;
  readonly epoch: string | null;
}

type OnPosition = (atMs: number, position: WalPosition) => void;

/**
 * Asks a primary again and again which map is in force and how far its log is. Gives the lease under which the shard is used, and
 * is its breaker: while it does not answer, requests for it fail at once.
 */
export class ShardWatch {
  private readonly connection: WatchConnection;
  private readonly waiting = new Waiting();
  private confirmedAt = -Infinity;
  private lost: Error | undefined;
  private heard = false;
  /** What was last reported, so that it is not reported again and again. */
  private trouble: string | undefined;
  private running: Promise<WalPosition> | undefined;
  private next: Promise<WalPosition> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private started = false;
  private closed = false;

  constructor(
    private readonly name: string,
    private readonly map: MapInForce,
    private readonly options: ServerOptions,
    private readonly onPosition: OnPosition,
  ) {
    this.connection = new WatchConnection(options, () => {
      // Whoever comes now waits for what the server says, if it is there, instead of trying for himself.
      this.confirmedAt = -Infinity;
      if (!this.closed) this.sample().catch(() => undefined);
    });
  }

  /** Whether the shard may be used now. */
  get leased(): boolean {
    return performance.now() - this.confirmedAt < LEASE_MS;
  }

  /** Whether it has answered, and not been lost since. */
  get up(): boolean {
    return this.heard && this.lost === undefined;
  }

  /** Begins to watch; settles after the first answer, or when there is none. */
  async start(): Promise<void> {
    if (!this.started) {
      this.started = true;
      void this.rounds();
    }
    await this.running?.catch(() => undefined);
  }

  /**
   * Waits for the lease. That it has run out is no failure, it is what happens to a process that was stalled.
   * @throws AppError 503 at once when the shard is down
   */
  async confirm(): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    // A frozen server is asked for a second each time: whoever waited for that would be told late what is known already.
    if (this.lost === undefined) await this.start();
    while (!this.leased) {
      if (this.lost !== undefined || this.closed) throw new ShardLost(this.name, this.lost);
      if (performance.now() > end) throw new ShardLost(this.name, this.trouble);
      // It answers, and does not confirm: not at once again.
      await this.sample().catch(() => delay(EVERY_MS));
    }
  }

  /** Waits for the work, but not longer than the shard answers: a frozen server says nothing and closes nothing. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return this.waiting.unlessLost(work);
  }

  /** The answer to a question asked after this call, which is what a commit before it needs; callers meanwhile share one. */
  position(): Promise<WalPosition> {
    if (this.running === undefined) return this.sample();
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.next = undefined;
        return this.sample();
      });
    return this.next;
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.connection.close();
    await this.running?.catch(() => undefined);
  }

  private async rounds(): Promise<void> {
    await this.sample().catch(() => undefined);
    if (this.closed) return;
    const pause = this.lost === undefined ? EVERY_MS : EVERY_MS_WHILE_DOWN;
    this.timer = setTimeout(() => void this.rounds(), pause);
    this.timer.unref();
  }

  private sample(): Promise<WalPosition> {
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async ask(): Promise<WalPosition> {
    const at = performance.now();
    try {
      const [sample] = await this.connection.query<Sample>(SAMPLE);
      if (sample === undefined) throw new Error('no answer');
      this.lost = this.trouble = undefined;
      this.heard = true;
      const position = parseWalPosition(sample.position);
      this.onPosition(at, position);
      await this.confirmAt(at, Number(sample.epoch));
      return position;
    } catch (error) {
      if (!this.closed) this.judge(error as Error);
      throw error;
    }
  }

  /** A lease begins when the question was asked: what was recorded since, it says nothing of. */
  private async confirmAt(at: number, epoch: number): Promise<void> {
    if (epoch > this.map.epoch) {
      // Until the new map is ours, the old one is not confirmed any more.
      this.confirmedAt = -Infinity;
      const [newest] = await this.connection.query<{ map: unknown }>({ text: NEWEST_MAP });
      this.map.adopt(parseShardMap(newest?.map, `tenfold.shard_map of ${this.name}`));
    }
    if (epoch <= this.map.epoch) this.confirmedAt = at;
  }

  private judge(error: Error): void {
    if (error.message !== this.trouble) this.options.onIdleError(error);
    this.trouble = error.message;
    const { code = '', severity } = error as { code?: string; severity?: string };
    // It answers: there is no connection to spare, or it has not been migrated. No lease, but nobody is let go either.
    if (code === '53300' || (severity === 'ERROR' && !/^(08|57)/.test(code))) return;
    this.lost = error;
    this.confirmedAt = -Infinity;
    this.waiting.letGo(new ShardLost(this.name, error));
  }
}
