import type { ConsistencyToken } from './consistency-token.js';
import type { ReadIntent } from './replica-set.js';
import type { Shard } from './shard.js';

/** What the request that is being served asks of its reads, and who wants to know of its writes. */
export interface Consistency {
  /** How old the answer of a read may be. */
  readonly intent: ReadIntent;
  /** What the client has seen: answers show at least that. */
  readonly token: ConsistencyToken | undefined;
  /** Called after each statement or transaction that has written: the client's next read must show it. */
  wrote(shard: Shard): void;
}
