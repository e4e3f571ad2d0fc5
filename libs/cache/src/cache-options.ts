import type { CacheLevel } from '@tenfold/observability';
import type { Strategies } from '@tenfold/strategies';
import type { CacheStore } from './cache-store.js';
import type { CacheClock } from './clock.js';
import type { InvalidationBus } from './invalidation-bus.js';

/** A read that was answered: what is made of the answer may be repeated until then, by the clock of the cache. */
export interface CacheRead {
  readonly key: string;
  readonly version: number;
  /** Infinity for what never changes. */
  readonly until: number;
  /** From then on a read has it asked for anew, so that nobody has to wait for that. */
  readonly renewAt: number;
  /** Only its time ends it, and its key may be one of very many. */
  readonly brief: boolean;
  readonly level: CacheLevel;
}

/** Who keeps what is made of answers has to follow. */
export interface CacheListener {
  changed(key: string): void;
  /** Changes may have been missed, or the cache is switched: nothing that can change may be kept. */
  flushed(): void;
}

/** Ties a cache to the request that it works for. */
export interface CacheHooks {
  /** Told of every read that was answered. */
  readonly onRead?: (read: CacheRead) => void;
  /** Whether what can change is to be read past all caches: the client has just changed it. */
  readonly readsPast?: () => boolean;
  /** Told of every change that was made here. */
  readonly onChange?: (key: string) => void;
}

export interface CacheOptions {
  readonly store: CacheStore;
  readonly bus: InvalidationBus;
  readonly strategies: Strategies;
  /** What the process may keep, keys and overhead included. */
  readonly l1Bytes: number;
  readonly hooks?: CacheHooks;
  readonly clock?: CacheClock;
  /** In [0, 1). */
  readonly random?: () => number;
  readonly leaseMs?: number;
  readonly markMs?: number;
  /** How many things are loaded at a time while the store is away, and how many wait. */
  readonly loads?: { readonly running: number; readonly waiting: number };
}
