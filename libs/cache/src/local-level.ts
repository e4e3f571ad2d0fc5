import { LRUCache } from 'lru-cache';
import type { CacheLevel } from '@tenfold/observability';
import { BoundedMap } from './bounded-map.js';
import type { CachePolicy } from './policy.js';

/** An answer, and how long this process may repeat it. */
export interface Served {
  readonly version: number;
  /** Undefined: there is no such thing. */
  readonly body: Buffer | undefined;
  /** Of the body; empty where there is none. */
  readonly etag: string;
  readonly until: number;
  /** After `until`, only when it cannot be loaded. */
  readonly staleUntil: number;
  /** Where it was found when this process had not got it. */
  readonly level: Exclude<CacheLevel, 'memory'>;
}

interface Kept extends Served {
  readonly immutable: boolean;
}

/** Versions last heard of: enough for whatever is being loaded, or has not reached the store, at one time. */
const VERSIONS = 20_000;

/**
 * Of the bytes, for brief things: theirs are keys that any client makes up (pages, filters, limits), and a flood of them is not to drive
 * out what everybody reads.
 */
const BRIEF_SHARE = 8;

/** What this process keeps by itself, and the versions it has heard of: nothing older is kept or taken from the store. */
export class LocalLevel {
  private readonly kept: BoundedMap<Kept>;
  private readonly brief: BoundedMap<Kept>;
  private readonly versions = new LRUCache<string, number>({ maxSize: VERSIONS, sizeCalculation: () => 1 });
  /** Rises when everything is flushed: what was begun before is not kept after. */
  generation = 0;

  /** @param onRise told of each key of which a newer version is heard */
  constructor(
    bytes: number,
    private readonly onRise: (key: string) => void = () => undefined,
  ) {
    const brief = Math.floor(bytes / BRIEF_SHARE);
    this.kept = new BoundedMap(bytes - brief);
    this.brief = new BoundedMap(brief, this.kept.largest);
  }

  get(key: string): Served | undefined {
    return this.kept.get(key) ?? this.brief.get(key);
  }

  /** The same, but for brief things. */
  lasting(key: string): Served | undefined {
    return this.kept.get(key);
  }

  /** @returns whether that was news */
  hear(key: string, version: number): boolean {
    if (version <= (this.versions.get(key) ?? -1)) return false;
    this.versions.set(key, version);
    if ((this.kept.get(key)?.version ?? version) < version) this.kept.delete(key);
    this.onRise(key);
    return true;
  }

  /** Whether no newer version has been heard of. */
  accepts(key: string, version: number): boolean {
    return version >= (this.versions.get(key) ?? -1);
  }

  keep(key: string, policy: CachePolicy, served: Served): void {
    const bytes = (served.body?.length ?? 0) * policy.weight;
    if (!policy.brief) this.kept.set(key, { ...served, immutable: policy.immutable }, bytes);
    // Two loads at once, and the one that was begun later was quicker.
    else if ((this.brief.get(key)?.until ?? -Infinity) <= served.until)
      this.brief.set(key, { ...served, immutable: false }, bytes);
  }

  forget(key: string): void {
    this.kept.delete(key);
    this.brief.delete(key);
  }

  /** What never changes may stay, and so may what nobody would have told of. */
  flushMutable(): void {
    this.generation += 1;
    this.kept.prune((entry) => !entry.immutable);
  }

  flush(): void {
    this.generation += 1;
    this.kept.prune(() => true);
    this.brief.prune(() => true);
  }

  get occupancy(): { l1Bytes: number; l1Entries: number; evictions: number } {
    const { kept, brief } = this;
    return {
      l1Bytes: kept.bytes + brief.bytes,
      l1Entries: kept.size + brief.size,
      evictions: kept.evictions + brief.evictions,
    };
  }
}
