import { randomUUID } from 'node:crypto';
import { UNAVAILABLE, type CacheStore } from './cache-store.js';
import type { MutableCounters } from './counters.js';

/** Leases keep older loads from being stored; a tombstone is for entries that come back, and need not live long. */
const TOMBSTONE_MS = 120_000;
const MOST_OWED = 10_000;

/** What writers do to the store, before a write and after it. */
export class Changes {
  private readonly owed = new Map<string, number>();

  /** @param markMs longer than the slowest write: its end is when others fill again although the writer has died */
  constructor(
    private readonly store: CacheStore,
    private readonly markMs: number,
    private readonly counters: MutableCounters,
  ) {}

  /** Tombstones that the store has not got, since it was away. */
  get debts(): number {
    return this.owed.size;
  }

  /**
   * @param versionOf undefined when the write has changed nothing
   * @param committed told at once
   */
  async around<T>(
    key: string,
    write: () => Promise<T>,
    versionOf: (result: T) => number | undefined,
    committed: (version: number) => void,
  ): Promise<T> {
    const token = randomUUID();
    if ((await this.store.mark(key, token, this.markMs)) === UNAVAILABLE) this.counters.storeErrors += 1;
    // When it throws, nobody knows whether it was done: then the mark stays for its time.
    const result = await write();
    const version = versionOf(result);
    if (version === undefined) {
      await this.store.unmark(key, token);
      return result;
    }
    this.counters.changes += 1;
    committed(version);
    await this.bury(key, token, version);
    return result;
  }

  /** The store can be asked again, and may have come back with what it had. */
  async payDebts(): Promise<void> {
    if (this.owed.size === 0 || !this.store.available) return;
    const debts = [...this.owed];
    this.owed.clear();
    await Promise.all(debts.map(([key, version]) => this.bury(key, randomUUID(), version)));
  }

  private async bury(key: string, token: string, version: number): Promise<void> {
    if ((await this.store.tombstone(key, token, version, TOMBSTONE_MS)) !== UNAVAILABLE) return;
    this.counters.storeErrors += 1;
    if (this.owed.size < MOST_OWED) this.owed.set(key, Math.max(version, this.owed.get(key) ?? 0));
  }
}
