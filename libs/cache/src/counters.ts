/** What a cache has done since the process began, and what it holds. */
export interface CacheCounters {
  readonly l1Hits: number;
  readonly l2Hits: number;
  /** Reads that found nothing to answer with. */
  readonly misses: number;
  readonly loads: number;
  /** Of the loads, those that have brought something. */
  readonly loaded: number;
  readonly loadFailures: number;
  /** Loads that were refused while the store was away, because too many waited. */
  readonly loadsRefused: number;
  /** Answers that were over, since they could not be made anew or somebody else was at it. */
  readonly stale: number;
  /** Answers that there is no such thing, without a load. */
  readonly negative: number;
  /** What was loaded and could not be stored: it was out of date, or it took too long. */
  readonly refusedFills: number;
  /** Reads that waited for the load of another one. */
  readonly flightWaits: number;
  readonly earlyRefreshes: number;
  /** Reads that were to see what their client had just written. */
  readonly passed: number;
  readonly changes: number;
  readonly heard: number;
  /** Operations of the store that were not done. */
  readonly storeErrors: number;
  /** Tombstones that the store has not got yet. */
  readonly owed: number;
  readonly busLosses: number;
  readonly l1Bytes: number;
  readonly l1Entries: number;
  readonly evictions: number;
}

type Counted = Exclude<keyof CacheCounters, 'owed' | 'l1Bytes' | 'l1Entries' | 'evictions'>;

export type MutableCounters = { -readonly [Name in Counted]: number };

export const newCounters = (): MutableCounters => ({
  l1Hits: 0,
  l2Hits: 0,
  misses: 0,
  loads: 0,
  loaded: 0,
  loadFailures: 0,
  loadsRefused: 0,
  stale: 0,
  negative: 0,
  refusedFills: 0,
  flightWaits: 0,
  earlyRefreshes: 0,
  passed: 0,
  changes: 0,
  heard: 0,
  storeErrors: 0,
  busLosses: 0,
});
