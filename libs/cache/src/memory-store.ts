import { BoundedMap } from './bounded-map.js';
import type { CacheStore, Lease } from './cache-store.js';
import { MONOTONIC, type CacheClock } from './clock.js';
import { tombstoneOf, type Entry, type Found } from './entry.js';

interface Kept {
  entry: Entry;
  readonly endsAt: number;
}

/** The store within one process: for a service without Redis, and in tests the shared store of several caches. */
export class MemoryStore implements CacheStore {
  readonly available: boolean = true;
  protected readonly entries: BoundedMap<Kept>;
  private readonly leases = new Map<string, { token: string; endsAt: number }>();
  private readonly marks = new Map<string, { tokens: Set<string>; endsAt: number }>();

  constructor(
    bytes: number,
    private readonly clock: CacheClock = MONOTONIC,
  ) {
    this.entries = new BoundedMap(bytes);
  }

  get bytes(): number {
    return this.entries.bytes;
  }

  async get(key: string): Promise<Found | undefined> {
    const kept = this.living(key);
    return kept && { ...kept.entry, leftMs: kept.endsAt - this.clock.now() };
  }

  async lease(key: string, token: string, ms: number): Promise<Lease> {
    if (this.marked(key)) return 'blocked';
    const now = this.clock.now();
    if ((this.leases.get(key)?.endsAt ?? -Infinity) > now) return 'taken';
    this.leases.set(key, { token, endsAt: now + ms });
    return 'mine';
  }

  async release(key: string, token: string): Promise<void> {
    if (this.leases.get(key)?.token === token) this.leases.delete(key);
  }

  async fill(key: string, token: string, entry: Entry, ttlMs: number): Promise<'stored' | 'refused'> {
    const lease = this.leases.get(key);
    if (lease?.token !== token) return 'refused';
    this.leases.delete(key);
    if (lease.endsAt <= this.clock.now() || this.marked(key)) return 'refused';
    return this.set(key, entry, ttlMs) ? 'stored' : 'refused';
  }

  async mark(key: string, token: string, ms: number): Promise<'done'> {
    this.leases.delete(key);
    const tokens = this.marked(key)?.tokens ?? new Set();
    this.marks.set(key, { tokens: tokens.add(token), endsAt: this.clock.now() + ms });
    const kept = this.living(key);
    if (kept) kept.entry = { ...kept.entry, suspect: true };
    return 'done';
  }

  async unmark(key: string, token: string): Promise<void> {
    const mark = this.marks.get(key);
    mark?.tokens.delete(token);
    if (mark?.tokens.size === 0) this.marks.delete(key);
  }

  async tombstone(key: string, token: string, version: number, ttlMs: number): Promise<'done'> {
    this.leases.delete(key);
    await this.unmark(key, token);
    if ((this.living(key)?.entry.version ?? -1) < version) this.set(key, tombstoneOf(version), ttlMs);
    return 'done';
  }

  async drop(key: string): Promise<void> {
    this.leases.delete(key);
    this.entries.delete(key);
  }

  async flush(): Promise<void> {
    this.entries.prune(() => true);
    this.leases.clear();
    this.marks.clear();
  }

  async close(): Promise<void> {
    await this.flush();
  }

  /** @returns false when a newer version is known */
  protected set(key: string, entry: Entry, ttlMs: number): boolean {
    if ((this.living(key)?.entry.version ?? -1) > entry.version) return false;
    this.put(key, entry, ttlMs);
    return true;
  }

  protected put(key: string, entry: Entry, ttlMs: number): void {
    this.entries.set(key, { entry, endsAt: this.clock.now() + ttlMs }, entry.body.length);
  }

  private living(key: string): Kept | undefined {
    const kept = this.entries.get(key);
    if (kept === undefined || kept.endsAt > this.clock.now()) return kept;
    this.entries.delete(key);
    return undefined;
  }

  private marked(key: string): { tokens: Set<string> } | undefined {
    const mark = this.marks.get(key);
    if (mark === undefined || mark.endsAt > this.clock.now()) return mark;
    this.marks.delete(key);
    return undefined;
  }
}
