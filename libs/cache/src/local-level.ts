import { LRUCache } from 'lru-cache';
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
}

interface Kept extends Served {
  readonly immutable: boolean;
}

/** Versions last heard of: enough for whatever is being loaded, or has not reached the store, at one time. */
const VERSIONS = 20_000;

/** What this process keeps by itself, and the versions it has heard of: nothing older is kept or taken from the store. */
export class LocalLevel {
  private readonly kept: BoundedMap<Kept>;
  private readonly versions = new LRUCache<string, number>({ maxSize: VERSIONS, sizeCalculation: () => 1 });
  /** Rises when everything is flushed: what was begun before is not kept after. */
  generation = 0;

  /** @param onRise told of each key of which a newer version is heard */
  constructor(
    bytes: number,
    private readonly onRise: (key: string) => void = () => undefined,
  ) {
    this.kept = new BoundedMap(bytes);
  }

  get(key: string): Served | undefined {
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
    this.kept.set(key, { ...served, immutable: policy.immutable }, bytes);
  }

  forget(key: string): void {
    this.kept.delete(key);
  }

  /** What never changes may stay. */
  flushMutable(): void {
    this.generation += 1;
    this.kept.prune((entry) => !entry.immutable);
  }

  flush(): void {
    this.generation += 1;
    this.kept.prune(() => true);
  }

  get occupancy(): { l1Bytes: number; l1Entries: number; evictions: number } {
    return { l1Bytes: this.kept.bytes, l1Entries: this.kept.size, evictions: this.kept.evictions };
  }
}
