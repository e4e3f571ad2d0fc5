/** What an entry takes besides its key and its body: the objects and the place in the table. Measured at about 300 bytes. */
const OVERHEAD_BYTES = 320;

/** An entry that takes more than this share would drive out too many others. */
const LARGEST_SHARE = 64;

/** An entry that is read moves to the end of the order again once so much of the budget has been written behind it. */
const MOVE_SHARE = 16;

interface Entry<V> {
  readonly value: V;
  readonly bytes: number;
  /** `written` when it was last put at the end of the order. */
  movedAt: number;
}

/** Told of each value that is no longer held, and whether another has taken its place. */
export type Departed<V> = (value: V, key: string, replaced: boolean) => void;

/**
 * A map that takes no more than so many bytes, keys and overhead included. What was used longest ago goes first, to a sixteenth of the
 * budget: a read that moved its entry each time would cost as much as the rest of the read, and order matters only where something is
 * written.
 */
export class BoundedMap<V extends object> {
  /** In the order of eviction. */
  private readonly entries = new Map<string, Entry<V>>();
  private readonly moveAfter: number;
  /** Bytes of all entries since the beginning. */
  private written = 0;
  private held = 0;
  evictions = 0;

  constructor(
    readonly budget: number,
    readonly largest = Math.max(1, Math.floor(budget / LARGEST_SHARE)),
    private readonly departed: Departed<V> = () => undefined,
  ) {
    this.moveAfter = budget / MOVE_SHARE;
  }

  /** The value, which is not used now. */
  peek(key: string): V | undefined {
    return this.entries.get(key)?.value;
  }

  get(key: string): V | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) return undefined;
    if (this.written - entry.movedAt > this.moveAfter) this.moveToEnd(key, entry);
    return entry.value;
  }

  /**
   * An entry that is too large is not kept, and what was under its key is gone.
   * @returns whether it is kept
   */
  set(key: string, value: V, bodyBytes: number): boolean {
    const bytes = Math.ceil(bodyBytes) + 2 * key.length + OVERHEAD_BYTES;
    const fits = bytes <= this.largest;
    this.remove(key, fits);
    if (!fits) return false;
    this.held += bytes;
    this.written += bytes;
    this.entries.set(key, { value, bytes, movedAt: this.written });
    for (const [oldest] of this.entries) {
      if (this.held <= this.budget) break;
      this.delete(oldest);
      this.evictions += 1;
    }
    return true;
  }

  delete(key: string): void {
    this.remove(key, false);
  }

  /** Forgets what the condition holds for. */
  prune(condition: (value: V) => boolean): void {
    for (const [key, { value }] of this.entries) if (condition(value)) this.delete(key);
  }

  get bytes(): number {
    return this.held;
  }

  get size(): number {
    return this.entries.size;
  }

  private remove(key: string, replaced: boolean): void {
    const entry = this.entries.get(key);
    if (entry === undefined) return;
    this.held -= entry.bytes;
    this.entries.delete(key);
    this.departed(entry.value, key, replaced);
  }

  private moveToEnd(key: string, entry: Entry<V>): void {
    this.entries.delete(key);
    entry.movedAt = this.written;
    this.entries.set(key, entry);
  }
}
