import type {} from '@tenfold/observability';
import type { Consistency } from './consistency.js';
import {
  ConsistencyTokens,
  joinTokens,
  UNKNOWN_POSITIONS,
  type ConsistencyToken,
} from './consistency-token.js';
import type { Committed } from './primary.js';
import type { ReadIntent } from './replica-set.js';
import type { Shard } from './shard.js';
import type { Shards } from './shards.js';
import type { WalPosition } from './wal-position.js';

declare module '@tenfold/observability' {
  interface RequestContext {
    /** Set for requests, of clients and of other services; events and background work read fresh. */
    consistency?: RequestConsistency;
  }
}

/** Longer than a change takes to be seen everywhere, with a second for clocks that differ. */
const READS_PAST_CACHES_MS = 2_000;

/** What a request has written to one shard. */
interface Written {
  /** Writes of which it is not known where the log was when they were committed. */
  unknown: number;
  /** After all others. */
  position: WalPosition;
}

/** The consistency of one request: what its route allows, what its client has seen, and what it has written meanwhile. */
export class RequestConsistency implements Consistency {
  /** Made by the first write: most requests only read. */
  private written: Map<Shard, Written> | undefined;
  private othersWrote = false;
  private changedAt: number | undefined;
  private readonly begun: number;

  constructor(
    private readonly shards: Shards,
    private readonly tokens: ConsistencyTokens,
    private readonly declared: ReadIntent,
    private seen: ConsistencyToken | undefined,
  ) {
    this.begun = shards.epoch;
  }

  /** A request that has written something may come to read it. */
  get intent(): ReadIntent {
    return this.written === undefined ? this.declared : 'fresh';
  }

  get token(): ConsistencyToken | undefined {
    return this.seen;
  }

  /** Whether there is anything that `issue` has to tell of. */
  get hasWritten(): boolean {
    return this.written !== undefined || this.othersWrote;
  }

  /** What the client has seen so far, for another service that is asked on his behalf. */
  get header(): string | undefined {
    return this.seen === undefined ? undefined : this.tokens.encode(this.seen);
  }

  /** Whether what can change is to be read at its source: it decides something, or the client has changed some of it just now. */
  get readsPastCaches(): boolean {
    const at = this.changedAt ?? this.seen?.changedAt ?? -Infinity;
    return this.intent === 'fresh' || Date.now() - at < READS_PAST_CACHES_MS;
  }

  /** Something was changed that others read from caches. */
  changedCached(): void {
    this.changedAt = Date.now();
  }

  wrote(shard: Shard): Committed {
    const written = this.writtenTo(shard);
    // A write that fails may have been made all the same: then its position stays unknown.
    written.unknown += 1;
    return (position) => {
      if (position === undefined) return;
      written.unknown -= 1;
      if (position > written.position) written.position = position;
    };
  }

  /** Another service has written on behalf of this request, and answered with this token. */
  othersHaveWritten(header: string): void {
    const token = readable(this.tokens, header) ?? { ...UNKNOWN_POSITIONS, changedAt: Date.now() };
    this.seen = this.seen === undefined ? token : joinTokens(this.seen, token);
    this.othersWrote = true;
  }

  /**
   * The header of the answer: with it, a read shows what this request has written and whatever the client had seen before. Ask once
   * everything is committed.
   * @returns undefined when nothing was written, or nothing that a replica could be late with
   */
  async issue(): Promise<string | undefined> {
    if (!this.hasWritten) return undefined;
    const written = this.written ?? new Map<Shard, Written>();
    const after = await this.shards.tokenAfter(written.keys(), this.seen, this.begun, (shard) => {
      const of = written.get(shard);
      return of?.unknown === 0 ? of.position : undefined;
    });
    const changedAt = this.changedAt ?? this.seen?.changedAt;
    const changed = { epoch: this.begun, positions: new Map<string, bigint>(), ...after, changedAt };
    this.seen = changedAt === undefined ? after : changed;
    return this.header;
  }

  private writtenTo(shard: Shard): Written {
    const all = (this.written ??= new Map<Shard, Written>());
    const written = all.get(shard) ?? { unknown: 0, position: 0n };
    all.set(shard, written);
    return written;
  }
}

/** While secrets are being replaced, two services may not read each other's tokens; what they have written is written all the same. */
function readable(tokens: ConsistencyTokens, header: string): ConsistencyToken | undefined {
  try {
    return tokens.decodeAll(header);
  } catch {
    return undefined;
  }
}

/** Begins the consistency of each request of a process. */
export class RequestConsistencies {
  private readonly tokens: ConsistencyTokens;

  /** @param secret the same in every service, so that a token issued by one is honoured by the others */
  constructor(
    private readonly shards: Shards,
    secret: string,
  ) {
    this.tokens = new ConsistencyTokens(secret);
  }

  /**
   * @param header what the client has sent, one token or several
   * @throws AppError `consistency_token_invalid`
   */
  begin(intent: ReadIntent, header: string | undefined): RequestConsistency {
    const seen = header === undefined ? undefined : this.tokens.decodeAll(header);
    return new RequestConsistency(this.shards, this.tokens, intent, seen);
  }

  /** The same for a request of another service, whose token is never refused: one that cannot be read makes it read fresh. */
  beginForService(intent: ReadIntent, header: string | undefined): RequestConsistency {
    const seen =
      header === undefined
        ? undefined
        : (readable(this.tokens, header) ?? { ...UNKNOWN_POSITIONS, changedAt: Date.now() });
    return new RequestConsistency(this.shards, this.tokens, intent, seen);
  }
}
