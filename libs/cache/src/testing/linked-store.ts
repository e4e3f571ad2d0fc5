import { UNAVAILABLE, type CacheStore, type Lease, type Unavailable } from '../cache-store.js';
import type { Entry, Found } from '../entry.js';

/** The shared store as one process reaches it: over a link that can be cut. */
export class LinkedStore implements CacheStore {
  linked = true;
  /** How often the process has looked for something. */
  looks = 0;

  constructor(private readonly shared: CacheStore) {}

  get available(): boolean {
    return this.linked && this.shared.available;
  }

  get(key: string): Promise<Found | undefined | Unavailable> {
    this.looks += 1;
    return this.over((store) => store.get(key));
  }

  lease(key: string, token: string, ms: number): Promise<Lease | Unavailable> {
    return this.over((store) => store.lease(key, token, ms));
  }

  async release(key: string, token: string): Promise<void> {
    await this.over((store) => store.release(key, token));
  }

  fill(key: string, token: string, entry: Entry, ttlMs: number): Promise<'stored' | 'refused' | Unavailable> {
    return this.over((store) => store.fill(key, token, entry, ttlMs));
  }

  mark(key: string, token: string, ms: number): Promise<'done' | Unavailable> {
    return this.over((store) => store.mark(key, token, ms));
  }

  async unmark(key: string, token: string): Promise<void> {
    await this.over((store) => store.unmark(key, token));
  }

  tombstone(key: string, token: string, version: number, ttlMs: number): Promise<'done' | Unavailable> {
    return this.over((store) => store.tombstone(key, token, version, ttlMs));
  }

  async drop(key: string): Promise<void> {
    await this.over((store) => store.drop(key));
  }

  async flush(): Promise<void> {
    await this.over((store) => store.flush());
  }

  async close(): Promise<void> {
    this.linked = false;
  }

  private async over<T>(operation: (store: CacheStore) => Promise<T>): Promise<T | Unavailable> {
    return this.available ? operation(this.shared) : UNAVAILABLE;
  }
}
