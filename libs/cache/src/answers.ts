import { strongEtag } from '@tenfold/http';
import type { MutableCounters } from './counters.js';
import type { Found } from './entry.js';
import type { LocalLevel, Served } from './local-level.js';
import type { CachePolicy } from './policy.js';

/** What a load has found: the thing at a version, or that there is none. */
export interface Loaded {
  readonly version: number;
  readonly body: Buffer | undefined;
}

export type Load = () => Promise<Loaded>;

export interface Read {
  readonly policy: CachePolicy;
  readonly key: string;
  readonly load: Load;
  /** What is found was true at this time or later, so this is where its local lifetime begins. */
  readonly began: number;
  readonly generation: number;
}

/** Makes answers of what was found, and keeps them for as long as the policy and the bus allow. */
export class Answers {
  /** @param listening whether we would be told of a change */
  constructor(
    private readonly local: LocalLevel,
    private readonly counters: MutableCounters,
    private readonly listening: () => boolean,
  ) {}

  fromStore(read: Read, found: Found): Served {
    const { version, etag, body, leftMs } = found;
    if (found.kind === 'absent') {
      this.counters.negative += 1;
      return this.absent(read, version, leftMs, 'store');
    }
    this.counters.l2Hits += 1;
    const { began, policy } = read;
    // The store's entry ends with the life of a brief thing; of others it does not say how old they are.
    const until = began + (policy.brief ? Math.min(policy.l1Ms, leftMs) : policy.l1Ms);
    return this.keep(read, { version, body, etag, until, staleUntil: began + leftMs, level: 'store' });
  }

  fromLoad(read: Read, { version, body }: Loaded): Served {
    const { began, policy } = read;
    if (body === undefined) return this.absent(read, version, policy.negativeMs, 'source');
    const staleUntil = began + policy.l2Ms + policy.staleMs;
    return this.keep(read, {
      version,
      body,
      etag: strongEtag(body),
      until: began + policy.l1Ms,
      staleUntil,
      level: 'source',
    });
  }

  /**
   * What is over, when it cannot be had anew: repeated for a moment, so that not every reader runs into the same failure.
   * @param old of the store
   * @returns undefined when nothing is there that may still be used
   */
  lastResort(read: Read, old: Found | undefined, now: number): Served | undefined {
    const kept = this.local.get(read.key);
    const last = old?.kind === 'value' ? { ...old, staleUntil: now + old.leftMs } : kept;
    if (last?.body === undefined || last.staleUntil <= now) return undefined;
    if (!this.local.accepts(read.key, last.version)) return undefined;
    this.counters.stale += 1;
    const { version, body, etag, staleUntil } = last;
    const until = Math.min(now + read.policy.l1Ms, staleUntil);
    return this.keep(read, { version, body, etag, until, staleUntil, level: 'stale' });
  }

  private absent(read: Read, version: number, leftMs: number, level: Served['level']): Served {
    const until = read.began + Math.min(read.policy.l1Ms, read.policy.negativeMs, leftMs);
    return this.keep(read, { version, body: undefined, etag: '', until, staleUntil: until, level });
  }

  private keep(read: Read, served: Served): Served {
    const { key, policy, began, generation } = read;
    const since = generation === this.local.generation;
    if (policy.immutable || policy.brief) {
      if (since) this.local.keep(key, policy, served);
      return served;
    }
    this.local.hear(key, served.version);
    // Nobody would tell us of a change, or may have failed to already: then it is true now, and not for a moment longer.
    const lasting = since && this.listening() ? served : { ...served, until: began };
    if (this.local.accepts(key, served.version)) this.local.keep(key, policy, lasting);
    return lasting;
  }
}
