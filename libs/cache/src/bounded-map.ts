import { LRUCache } from 'lru-cache';

/** What an entry takes besides its key and its body: the objects and the place in the table. Measured at about 300 bytes. */
const OVERHEAD_BYTES = 320;

/** An entry that takes more than this share would drive out too many others. */
const LARGEST_SHARE = 64;

/** A map that takes no more than so many bytes, keys and overhead included; what was used longest ago goes first. */
export class BoundedMap<V extends object> {
  private readonly entries: LRUCache<string, V>;
  evictions = 0;

  constructor(
    readonly budget: number,
    readonly largest = Math.max(1, Math.floor(budget / LARGEST_SHARE)),
  ) {
    this.entries = new LRUCache<string, V>({
      maxSize: budget,
      maxEntrySize: largest,
      dispose: (_value, _key, reason) => {
        if (reason === 'evict') this.evictions += 1;
      },
    });
  }

  get(key: string): V | undefined {
    return this.entries.get(key);
  }

  /** An entry that is too large is not kept, and what was under its key is gone. */
  set(key: string, value: V, bodyBytes: number): void {
    const size = Math.ceil(bodyBytes) + 2 * key.length + OVERHEAD_BYTES;
    this.entries.set(key, value, { size });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** Forgets what the condition holds for. */
  prune(condition: (value: V) => boolean): void {
    for (const [key, value] of [...this.entries.entries()]) if (condition(value)) this.entries.delete(key);
  }

  get bytes(): number {
    return this.entries.calculatedSize;
  }

  get size(): number {
    return this.entries.size;
  }
}
