import type { ReadOptions } from './shard.js';
import type { Queryable, Statement } from './statement.js';

/** What can be done on a shard, whether one server is meant or whichever holds a bucket. */
export interface ShardAccess extends Queryable {
  /** Of the shard that is asked now; a bucket may be on another one later. */
  readonly name: string;
  /** Asks the primary: writes, and reads that must be fresh whatever the request asks for. */
  query<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]>;
  /** Asks a replica where the request allows it (or these options do) and one is fit to answer, else the primary. */
  read<Row extends object>(
    statement: Statement,
    values: readonly unknown[],
    options?: ReadOptions,
  ): Promise<Row[]>;
  /** All or nothing on one shard. `work` may be called again when the shard turns out not to own the bucket: nothing was written then. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>;
}
