import { setTimeout as delay } from 'node:timers/promises';
import { NEWEST_MAP } from './control-schema.js';
import { Lease, LEASE_MS, LONG_LEASE_MS } from './lease.js';
import { ShardLost } from './shard-errors.js';
import { parseShardMap, type ShardMap } from './shard-map.js';
import type { ServerOptions } from './server-options.js';
import { Waiting } from './waiting.js';
import { WatchConnection } from './watch-connection.js';
import { WatchQuestion } from './watch-question.js';
import type { WalPosition } from './wal-position.js';

/** The map that this process goes by. A shard that knows a newer one hands it over. */
export interface MapInForce {
  readonly epoch: number;
  adopt(map: ShardMap): void;
}

/**
 * Where nothing else asks: what `tenfold_shard_up` says is at most so old. Not for the sake of a lease, which at rest nobody needs.
 * Longer than what repeats in a service, whose lease spares this question.
 */
const EVERY_MS_AT_REST = 40_000;
const EVERY_MS_WHILE_DOWN = 250;
/** How long a request waits for a lease when the shard answers and there is none to be had. */
const PATIENCE_MS = 2_000;
const AGAIN_MS = 75;

type OnPosition = (atMs: number, position: WalPosition) => void;

/**
 * Asks a primary which map is in force and how far its log is. Gives the lease under which the shard is used, and is its breaker: while
 * it does not answer, requests for it fail at once. It asks when somebody uses the shard, or is left without an answer; the shard of a
 * process at rest is left at rest.
 */
export class ShardWatch {
  private readonly connection: WatchConnection;
  private readonly question: WatchQuestion;
  private readonly waiting = new Waiting(() => this.renew());
  private readonly lossListeners: ((error: Error) => void)[] = [];
  private readonly lease = new Lease();
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
      this.lease.revoke();
      if (!this.closed) this.renew();
    });
    this.question = new WatchQuestion(this.connection);
  }

  /** Whether the shard may be used now. To be asked by who uses it: use is what renews the lease. */
  get leased(): boolean {
    if (!this.lease.holds) return false;
    if (this.lease.ageing) this.renew();
    return true;
  }

  /** Whether its last answer has confirmed our map; for those who look on. A lease that has run out at rest is had for the asking. */
  get confirmed(): boolean {
    return this.lease.given && this.trouble === undefined;
  }

  /** Whether it has answered, and not been lost since. */
  get up(): boolean {
    return this.heard && this.lost === undefined;
  }

  /** Begins to watch; settles after the first answer, or when there is none. */
  async start(): Promise<void> {
    if (!this.started) {
      this.started = true;
      this.renew();
    }
    await this.running?.catch(() => undefined);
  }

  /**
   * Waits for the lease. That it has run out is no failure, it is what happens at rest and to a process that was stalled.
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
      await this.sample().catch(() => delay(AGAIN_MS));
    }
  }

  /** Waits for the work, but not longer than the shard answers: a frozen server says nothing and closes nothing. */
  unlessLost<T>(work: Promise<T>): Promise<T> {
    return this.waiting.unlessLost(work);
  }

  /** Somebody who shares a connection is left without an answer, or has lost it: the server is asked whether it is there. */
  doubt(): void {
    this.renew();
  }

  /** @param listener told each time that the shard is found lost */
  onLost(listener: (error: Error) => void): void {
    this.lossListeners.push(listener);
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

  /** Asks, and nobody waits for it. */
  private renew(): void {
    if (this.running === undefined && !this.closed) this.sample().catch(() => undefined);
  }

  private sample(): Promise<WalPosition> {
    this.running ??= this.ask().finally(() => {
      this.running = undefined;
      this.schedule();
    });
    return this.running;
  }

  /** Each question puts the next one off. */
  private schedule(): void {
    clearTimeout(this.timer);
    if (this.closed || !this.started) return;
    // Processes that were started together do not ask together for ever.
    const atRest = EVERY_MS_AT_REST * (0.9 + Math.random() / 5);
    this.timer = setTimeout(() => this.renew(), this.lost === undefined ? atRest : EVERY_MS_WHILE_DOWN);
    this.timer.unref();
  }

  private async ask(): Promise<WalPosition> {
    const at = performance.now();
    try {
      const { position, epoch, moving } = await this.question.ask();
      this.lost = this.trouble = undefined;
      this.heard = true;
      this.onPosition(at, position);
      await this.confirmAt(at, epoch, moving ? LEASE_MS : LONG_LEASE_MS);
      return position;
    } catch (error) {
      if (!this.closed) this.judge(error as Error);
      throw error;
    }
  }

  private async confirmAt(at: number, epoch: number, leaseMs: number): Promise<void> {
    if (epoch > this.map.epoch) {
      // Until the new map is ours, the old one is not confirmed any more.
      this.lease.revoke();
      const [newest] = await this.connection.query<{ map: unknown }>({ text: NEWEST_MAP });
      this.map.adopt(parseShardMap(newest?.map, `tenfold.shard_map of ${this.name}`));
    }
    if (epoch <= this.map.epoch) this.lease.give(at, leaseMs);
  }

  private judge(error: Error): void {
    if (error.message !== this.trouble) this.options.onIdleError(error);
    this.trouble = error.message;
    const { code = '', severity } = error as { code?: string; severity?: string };
    // It answers: there is no connection to spare, or it has not been migrated. No lease, but nobody is let go either.
    if (code === '53300' || (severity === 'ERROR' && !/^(08|57)/.test(code))) return;
    this.lost = error;
    this.lease.revoke();
    const lost = new ShardLost(this.name, error);
    this.waiting.letGo(lost);
    for (const listener of this.lossListeners) listener(lost);
  }
}
