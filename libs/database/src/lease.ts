/** While a move of buckets is announced. The mover waits this long between the record of the new map and the first write under it. */
export const LEASE_MS = 300;

/**
 * While none is. A mover waits this long after its announcement, before its first fence: whatever was given before has run out then,
 * whoever has it and whether or not it hears of anything.
 */
export const LONG_LEASE_MS = 3_000;

/** For how long a process may use a shard that has confirmed its map. */
export class Lease {
  private from = -Infinity;
  private ms = LEASE_MS;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param from when the shard was asked: of what was recorded since, its answer says nothing */
  give(from: number, ms: number): void {
    this.from = from;
    this.ms = ms;
  }

  revoke(): void {
    this.from = -Infinity;
  }

  get holds(): boolean {
    return this.now() - this.from < this.ms;
  }

  /** Half of it is over: whoever uses it has it renewed, so that requests that follow one another do not wait for that. */
  get ageing(): boolean {
    return this.now() - this.from >= this.ms / 2;
  }

  /** Given once and not revoked; it may have run out, as that of a process at rest does. */
  get given(): boolean {
    return this.from > -Infinity;
  }
}
