import { Redis } from 'ioredis';
import type { Logger } from '@tenfold/observability';

/** A slower answer is no use to a cache: the database is asked instead. */
const COMMAND_TIMEOUT_MS = 200;
const RECONNECT_MS = 500;

/**
 * Text in Redis that can be made again. Nothing that is true only here goes in, and trouble with Redis is logged and counted
 * but never fails the caller. Calls for one key that is being loaded share the load.
 */
export class Cache {
  private readonly redis: Redis;
  private readonly loading = new Map<string, Promise<string>>();

  constructor(
    url: string,
    private readonly logger: Logger,
  ) {
    this.redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      enableAutoPipelining: true,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy: () => RECONNECT_MS,
    });
    this.redis.on('error', (error: Error) => this.logger.debug({ err: error }, 'redis'));
  }

  connect(): void {
    void this.redis.connect().catch(() => undefined); // it goes on trying by itself
  }

  get connected(): boolean {
    return this.redis.status === 'ready';
  }

  /** @param ttlMs lifetime in Redis; spread by ±10 % so that entries made together do not end together */
  async getOrLoad(key: string, ttlMs: number, load: () => Promise<string>): Promise<string> {
    const shared = this.loading.get(key);
    if (shared !== undefined) return shared;
    const work = this.readThrough(key, ttlMs, load).finally(() => this.loading.delete(key));
    this.loading.set(key, work);
    return work;
  }

  async close(): Promise<void> {
    this.redis.disconnect();
  }

  private async readThrough(key: string, ttlMs: number, load: () => Promise<string>): Promise<string> {
    const hit = await this.attempt(() => this.redis.get(key));
    if (typeof hit === 'string') return hit;
    const value = await load();
    const ttl = Math.round(ttlMs * (0.9 + Math.random() * 0.2));
    await this.attempt(() => this.redis.set(key, value, 'PX', ttl));
    return value;
  }

  private async attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (!this.connected) return undefined;
    try {
      return await command();
    } catch (error) {
      this.logger.warn({ err: error }, 'redis command failed');
      return undefined;
    }
  }
}
