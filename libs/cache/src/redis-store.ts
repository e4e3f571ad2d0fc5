import { Redis } from 'ioredis';
import { inSpan, type Logger } from '@tenfold/observability';
import { UNAVAILABLE, type CacheStore, type Lease, type Unavailable } from './cache-store.js';
import { decodeEntry, encodeEntry, tombstoneOf, versionDigits, type Entry, type Found } from './entry.js';
import { HoldUps } from './hold-ups.js';
import { redisSpan } from './redis-span.js';
import { SCRIPTS, type ScriptName } from './redis-scripts.js';

/** A slower answer is no use to a cache: the database is asked instead. */
const COMMAND_TIMEOUT_MS = 200;
/** After an answer that did not come, nobody else waits for one; then somebody tries. */
const PAUSE_MS = 500;
const RECONNECT_MS = 250;
const SCAN_COUNT = 500;

export interface RedisStoreOptions {
  readonly url: string;
  readonly logger: Logger;
  /** What all keys of its users begin with; `flush` forgets these and no others. */
  readonly prefix: string;
}

type Script = (...args: (string | number | Buffer)[]) => Promise<string>;

/** The store that processes share. Redis may go and come back at any time; while it is away, every operation says so at once. */
export class RedisStore implements CacheStore {
  private readonly redis: Redis;
  private readonly holdUps = new HoldUps(COMMAND_TIMEOUT_MS);
  private pausedUntil = 0;

  constructor(private readonly options: RedisStoreOptions) {
    this.redis = new Redis(options.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: () => RECONNECT_MS,
      scripts: SCRIPTS,
    });
    this.redis.on('error', (error: Error) => options.logger.debug({ err: error }, 'redis'));
  }

  /** Does not wait: it goes on trying by itself. */
  connect(): void {
    void this.redis.connect().catch(() => undefined);
  }

  get available(): boolean {
    return this.redis.status === 'ready' && performance.now() >= this.pausedUntil;
  }

  async get(key: string): Promise<Found | undefined | Unavailable> {
    // Both go out in one pipeline. An entry replaced in between is shown with the time of the other: no older than it was.
    const answer = await this.attempt('GET', () =>
      Promise.all([this.redis.getBuffer(key), this.redis.pttl(key)]),
    );
    if (answer === UNAVAILABLE) return UNAVAILABLE;
    const [bytes, leftMs] = answer;
    if (bytes === null || leftMs <= 0) return undefined;
    const entry = decodeEntry(owned(bytes));
    return entry && { ...entry, leftMs };
  }

  async lease(key: string, token: string, ms: number): Promise<Lease | Unavailable> {
    return (await this.run('tenfoldLease', key, token, whole(ms))) as Lease | Unavailable;
  }

  async release(key: string, token: string): Promise<void> {
    await this.run('tenfoldRelease', key, token);
  }

  async fill(
    key: string,
    token: string,
    entry: Entry,
    ttlMs: number,
  ): Promise<'stored' | 'refused' | Unavailable> {
    const args = [token, versionDigits(entry.version), encodeEntry(entry), whole(ttlMs)];
    return (await this.run('tenfoldFill', key, ...args)) as 'stored' | 'refused' | Unavailable;
  }

  async mark(key: string, token: string, ms: number): Promise<'done' | Unavailable> {
    return (await this.run('tenfoldMark', key, token, whole(ms))) as 'done' | Unavailable;
  }

  async unmark(key: string, token: string): Promise<void> {
    await this.run('tenfoldUnmark', key, token);
  }

  async tombstone(key: string, token: string, version: number, ttlMs: number): Promise<'done' | Unavailable> {
    const args = [token, versionDigits(version), encodeEntry(tombstoneOf(version)), whole(ttlMs)];
    return (await this.run('tenfoldTombstone', key, ...args)) as 'done' | Unavailable;
  }

  async drop(key: string): Promise<void> {
    await this.attempt('UNLINK', () => this.redis.unlink(key, leaseOf(key)));
  }

  async flush(): Promise<void> {
    await this.attempt('SCAN', async () => {
      const pattern = `${this.options.prefix.replaceAll(/[*?[\]\\]/g, '\\$&')}*`;
      let cursor = '0';
      do {
        const [next, keys] = await this.redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
        if (keys.length > 0) await this.redis.unlink(...keys);
        cursor = next;
      } while (cursor !== '0');
    });
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private async run(
    name: ScriptName,
    key: string,
    ...args: (string | number | Buffer)[]
  ): Promise<string | Unavailable> {
    // ioredis makes a method of each script, which the types of this version do not know.
    const script = (this.redis as unknown as Record<ScriptName, Script>)[name];
    return this.attempt(name, () => script.call(this.redis, key, leaseOf(key), `${key}:marks`, ...args));
  }

  private async attempt<T>(name: string, command: () => Promise<T>): Promise<T | Unavailable> {
    if (!this.available) return UNAVAILABLE;
    const began = performance.now();
    try {
      const answer = await inSpan(() => redisSpan(name), command);
      this.holdUps.answered();
      return answer;
    } catch (error) {
      if (!this.holdUps.explain(began)) this.pausedUntil = performance.now() + PAUSE_MS;
      this.options.logger.warn({ err: error }, 'redis command failed');
      return UNAVAILABLE;
    }
  }
}

const leaseOf = (key: string): string => `${key}:lease`;

/** The client's buffers are parts of what came in with others, and would keep all of that in memory. */
function owned(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** Redis takes whole milliseconds, and at least one. */
const whole = (ms: number): number => Math.max(1, Math.round(ms));
