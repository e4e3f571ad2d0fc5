import type { Lease } from '../cache-store.js';
import type { Entry, Found } from '../entry.js';
import { MemoryStore } from '../memory-store.js';

/** Each breaks one thing, as somebody in a hurry would. */

/** The classic: what was loaded is stored, whatever has become of it. */
export class StoresWhateverComes extends MemoryStore {
  override async fill(key: string, _token: string, entry: Entry, ttlMs: number): Promise<'stored'> {
    this.put(key, entry, ttlMs);
    return 'stored';
  }
}

export class StoresOlderVersions extends MemoryStore {
  protected override set(key: string, entry: Entry, ttlMs: number): boolean {
    this.put(key, entry, ttlMs);
    return true;
  }
}

/** Deletes on write, so that the next fill may bring anything. */
export class DeletesOnWrite extends MemoryStore {
  override async tombstone(key: string): Promise<'done'> {
    await this.drop(key);
    return 'done';
  }
}

/** The lease does not end when the thing is changed. */
export class LeasesOutliveChanges extends MemoryStore {
  private readonly granted = new Set<string>();

  override async lease(key: string, token: string, ms: number): Promise<Lease> {
    const answer = await super.lease(key, token, ms);
    if (answer === 'mine') this.granted.add(token);
    return answer;
  }

  override async fill(
    key: string,
    token: string,
    entry: Entry,
    ttlMs: number,
  ): Promise<'stored' | 'refused'> {
    return this.granted.has(token) && this.set(key, entry, ttlMs) ? 'stored' : 'refused';
  }
}

export class IgnoresMarks extends MemoryStore {
  override async mark(): Promise<'done'> {
    return 'done';
  }
}

/** One writer's end is taken for that of all. */
export class OneMarkForAll extends MemoryStore {
  override async mark(key: string, _token: string, ms: number): Promise<'done'> {
    return super.mark(key, 'somebody', ms);
  }

  override async unmark(key: string): Promise<void> {
    await super.unmark(key, 'somebody');
  }
}

export class LeasesToEverybody extends MemoryStore {
  override async lease(key: string, token: string, ms: number): Promise<Lease> {
    await this.drop(key);
    return super.lease(key, token, ms);
  }
}

export class MarksAreNotShown extends MemoryStore {
  override async get(key: string): Promise<Found | undefined> {
    const found = await super.get(key);
    return found && { ...found, suspect: false };
  }
}

export class NothingEverEnds extends MemoryStore {
  override async get(key: string): Promise<Found | undefined> {
    const found = await super.get(key);
    return found && { ...found, leftMs: 60_000 };
  }

  protected override set(key: string, entry: Entry): boolean {
    return super.set(key, entry, 1e12);
  }
}
