import { createLogger } from '@tenfold/observability';
import { unique, waitFor } from '@tenfold/testing';
import { Redis } from 'ioredis';
import { RedisStore, type CacheClock } from '../src/index.js';
import type { CacheSubject } from '../src/testing/index.js';

export const logger = createLogger({ service: 'cache', level: 'silent' });

/** Makes everything below a prefix so much older; a lease and a mark end like an entry. */
const AGE = `
  local cursor = '0'
  repeat
    local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
    cursor = page[1]
    for _, key in ipairs(page[2]) do
      local left = redis.call('PTTL', key) - ARGV[2]
      if left > 0 then redis.call('PEXPIRE', key, left) else redis.call('DEL', key) end
    end
  until cursor == '0'`;

/** The longest chain of commands, each sent after the answer to the one before, that a read or a change makes. */
const CHAIN = 8;

/** Real Redis. Its time cannot be turned, but what is in it can be made older. */
export class RedisSubject implements CacheSubject {
  readonly prefix = `${unique('cache')}:`;
  readonly store: RedisStore;
  private readonly redis: Redis;
  private offset = 0;

  constructor(url: string) {
    this.redis = new Redis(url);
    this.store = new RedisStore({ url, logger, prefix: this.prefix });
  }

  readonly clock: CacheClock = {
    now: () => performance.now() + this.offset,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };

  async open(): Promise<this> {
    this.store.connect();
    await waitFor(() => this.store.available);
    return this;
  }

  pass = async (ms: number): Promise<void> => {
    await this.redis.eval(AGE, 0, `${this.prefix}*`, Math.round(ms));
    this.offset += ms;
  };

  finish = <T>(work: Promise<T>): Promise<T> => work;

  /** Everything that was sent, and that follows from the answers to it, is done. */
  quiet = async (): Promise<void> => {
    for (let step = 0; step < CHAIN; step += 1) {
      await this.store.get(`${this.prefix}nothing`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  ttl(key: string): Promise<number> {
    return this.redis.pttl(key);
  }

  /** Bytes that are none of ours. */
  async write(key: string, text: string): Promise<void> {
    await this.redis.set(key, text, 'PX', 60_000);
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.store.close();
  }
}
