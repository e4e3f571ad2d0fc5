import { setTimeout as delay } from 'node:timers/promises';
import { NotOwner } from './shard-errors.js';
import type { Guard } from './primary.js';
import type { ReadOptions, Shard } from './shard.js';
import type { Queryable, Statement } from './statement.js';
import type { ShardAccess } from './shard-access.js';

/** Whose a bucket is now. */
export interface Routing {
  owner(bucket: number): Shard;
}

/** How long a request waits for a bucket whose shard refuses it: moves close a range for less than a second. */
const PATIENCE_MS = 2_000;
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 50;

/**
 * Calls `attempt` until it is not refused. A refusal has written nothing; the newer map, or the new owner's consent, is a moment
 * away.
 */
export async function untilOwned<T>(attempt: () => Promise<T>): Promise<T> {
  let end: number | undefined;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await attempt();
    } catch (error) {
      // From the first refusal: a process that was stalled during the attempt has not waited for the bucket yet.
      end ??= performance.now() + PATIENCE_MS;
      if (!(error instanceof NotOwner) || performance.now() > end) throw error;
    }
    await delay(pause);
  }
}

/** The way to one bucket: the shard is chosen at each call, and again when it refuses. */
export class ShardRoute implements ShardAccess {
  constructor(
    private readonly routing: Routing,
    private readonly bucket: number,
  ) {}

  get name(): string {
    return this.routing.owner(this.bucket).name;
  }

  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return untilOwned(() => this.now().query<Row>(statement, values));
  }

  read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    options?: ReadOptions,
  ): Promise<Row[]> {
    return untilOwned(() => this.now().read<Row>(statement, values, options));
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return untilOwned(() => this.now().transaction(work));
  }

  private now(): ShardAccess {
    const shard = this.routing.owner(this.bucket);
    return new GuardedShard(shard, () => this.routing.owner(this.bucket) === shard);
  }
}

/** A shard that is asked only as long as it owns what the guard looks at. */
export class GuardedShard implements ShardAccess {
  constructor(
    private readonly shard: Shard,
    private readonly guard: Guard,
  ) {}

  get name(): string {
    return this.shard.name;
  }

  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    return this.shard.query<Row>(statement, values, this.guard);
  }

  read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    options?: ReadOptions,
  ): Promise<Row[]> {
    return this.shard.read<Row>(statement, values, options, this.guard);
  }

  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T> {
    return this.shard.transaction(work, this.guard);
  }
}
