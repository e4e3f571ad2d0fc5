import type { Entry, Found } from './entry.js';

/** The store cannot be asked now. No operation throws: a cache that is away makes things slower, and nothing else. */
export const UNAVAILABLE = 'unavailable';
export type Unavailable = typeof UNAVAILABLE;

/** `mine`: load and fill. `taken`: somebody else does. `blocked`: the thing is being changed, nobody may fill. */
export type Lease = 'mine' | 'taken' | 'blocked';

/**
 * Where processes share what they have loaded. The promises stand, and are tested, in `testing/store-contract.ts`. All times are
 * lengths, measured by the store itself: the clocks of its users need not agree.
 */
export interface CacheStore {
  /** Whether it is worth asking. */
  readonly available: boolean;
  get(key: string): Promise<Found | undefined | Unavailable>;
  /** The right to fill a key, for one at a time and for so long. A mark or a tombstone ends it. */
  lease(key: string, token: string, ms: number): Promise<Lease | Unavailable>;
  /** Gives the lease back, when it is (still) this one. */
  release(key: string, token: string): Promise<void>;
  /** Stores what was loaded, when the lease still holds and no newer version is known; ends the lease. */
  fill(key: string, token: string, entry: Entry, ttlMs: number): Promise<'stored' | 'refused' | Unavailable>;
  /** Somebody is about to change the thing: what is kept becomes suspect, and nobody fills until the mark is gone. */
  mark(key: string, token: string, ms: number): Promise<'done' | Unavailable>;
  /** The change was not made after all. */
  unmark(key: string, token: string): Promise<void>;
  /** The change was made: this mark is gone, older versions are over, and none of them comes back. */
  tombstone(key: string, token: string, version: number, ttlMs: number): Promise<'done' | Unavailable>;
  /** Forgets what is kept under a key. */
  drop(key: string): Promise<void>;
  /** Forgets everything. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
