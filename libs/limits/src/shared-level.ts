import { HoldUps } from '@tenfold/cache';
import type { Logger } from '@tenfold/observability';
import { Redis } from 'ioredis';
import { gcraScript, SERVER_CLOCK, type Gcra } from './gcra.js';
import { MONOTONIC_MICROS, type MemoryLevel, type MicroClock } from './memory-level.js';
import { Reservations } from './reservations.js';

/** What a request may wait to be counted; Redis answers in less than one. */
const COMMAND_TIMEOUT_MS = 40;
/** After an answer that did not come, nobody waits for one for so long. */
const PAUSE_MS = 500;
const RECONNECT_MS = 250;
/** A connection on which nothing comes back is made anew: its other end may have gone without a word. */
const SILENCE_MS = 5_000;

export interface SharedLevelOptions {
  readonly url: string;
  /** What the keys begin with. */
  readonly prefix: string;
  readonly gcra: Gcra;
  /** Counts while Redis does not. */
  readonly insurance: MemoryLevel;
  readonly logger: Logger;
  /** Of reservations. For tests. */
  readonly clock?: MicroClock | undefined;
}

type Script = (
  key: string,
  interval: number,
  depth: number,
  wanted: number,
) => Promise<readonly [wait: number, granted: number]>;

/**
 * Counts for all processes, in Redis and by its clock: for who asks often several requests in one step, of which the following ones are
 * served here. While Redis is away or slow, each process counts for itself.
 */
export class SharedLevel {
  private readonly redis: Redis;
  private readonly reservations: Reservations;
  private readonly holdUps = new HoldUps(COMMAND_TIMEOUT_MS);
  private pausedUntil = 0;
  /** How often the insurance has counted. */
  insured = 0;

  constructor(private readonly options: SharedLevelOptions) {
    this.reservations = new Reservations(options.gcra, options.clock ?? MONOTONIC_MICROS);
    this.redis = new Redis(options.url, {
      lazyConnect: true,
      enableAutoPipelining: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      retryStrategy: () => RECONNECT_MS,
      scripts: { tenfoldTake: { numberOfKeys: 1, lua: gcraScript(SERVER_CLOCK) } },
    });
    this.redis.on('error', (error: Error) => options.logger.debug({ err: error }, 'redis of limits'));
  }

  /** Does not wait: it goes on trying by itself. */
  connect(): void {
    void this.redis.connect().catch(() => undefined);
  }

  close(): void {
    this.redis.disconnect();
  }

  /** Whether it would ask Redis now. */
  get available(): boolean {
    return this.redis.status === 'ready' && performance.now() >= this.pausedUntil;
  }

  /** @returns the wait, at once, where the request has been counted already; else undefined, and `take` is to be asked */
  takeReserved(caller: string): number | undefined {
    return this.reservations.take(caller);
  }

  /** @returns the wait, as in {@link MemoryLevel.take}; it never fails */
  async take(caller: string): Promise<number> {
    if (!this.available) return this.insure(caller);
    const batch = this.reservations.begin(caller);
    const began = performance.now();
    try {
      const { prefix, gcra } = this.options;
      // ioredis makes a method of each script, which the types of this version do not know.
      const { tenfoldTake } = this.redis as unknown as { tenfoldTake: Script };
      const wanted = batch?.size ?? 1;
      const key = `${prefix}${caller}`;
      const [wait, granted] = await tenfoldTake.call(this.redis, key, gcra.interval, gcra.depth, wanted);
      this.holdUps.answered();
      batch?.fill(wait, granted);
      return wait;
    } catch (error) {
      batch?.fail();
      if (!this.holdUps.explain(began)) this.pause(error);
      return this.insure(caller);
    }
  }

  private insure(caller: string): number {
    this.insured += 1;
    return this.options.insurance.take(caller);
  }

  private pause(error: unknown): void {
    const now = performance.now();
    // Said once, by the first of those that waited together.
    if (now >= this.pausedUntil) {
      this.options.logger.warn({ err: error }, 'requests are counted by this process alone');
    }
    this.pausedUntil = now + PAUSE_MS;
  }
}
