import type { ConsistencyToken } from './consistency-token.js';
import type { Committed } from './primary.js';
import type { ReadIntent } from './replica-set.js';
import type { Shard } from './shard.js';

/** What the reads and writes of one request, wherever in the code they are, have in common. */
export interface Consistency {
  /** How old an answer may be. */
  readonly intent: ReadIntent;
  /** What the client has seen: every answer shows at least that. */
  readonly token: ConsistencyToken | undefined;
  /**
   * Told before a statement that may write is sent.
   * @returns to be told where the log is once that is committed, as far as it is known
   */
  wrote(shard: Shard): Committed;
}
