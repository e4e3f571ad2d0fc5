import { toAppError } from '@tenfold/errors';
import { requestContext } from '@tenfold/observability';
import { randomUUID } from 'node:crypto';
import type { Answers, Loaded, Read } from './answers.js';
import { UNAVAILABLE, type CacheStore, type Unavailable } from './cache-store.js';
import type { CacheClock } from './clock.js';
import type { MutableCounters } from './counters.js';
import { jittered, refreshesEarly } from './early-refresh.js';
import { EMPTY_BODY, type Entry, type Found } from './entry.js';
import type { LoadGate } from './load-gate.js';
import type { LocalLevel, Served } from './local-level.js';

interface Parts {
  readonly store: CacheStore;
  readonly local: LocalLevel;
  readonly answers: Answers;
  readonly gate: LoadGate;
  readonly clock: CacheClock;
  readonly random: () => number;
  readonly counters: MutableCounters;
  /** How long one process may keep the others from loading; what takes longer is not stored. */
  readonly leaseMs: number;
}

const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 64;

/** The way from what this process has not got to an answer: the store, a load, or what is left of an old answer. */
export class ReadThrough {
  constructor(private readonly parts: Parts) {}

  async fetch(read: Read): Promise<Served> {
    const { answers, random } = this.parts;
    const found = await this.find(read);
    if (found === UNAVAILABLE) return this.loadAlone(read, undefined);
    if (!this.isFresh(read, found)) return this.refill(read, found);
    const { brief } = read.policy;
    if (!brief && refreshesEarly(found.fillMs, freshMs(read, found), random())) this.refresh(read);
    return answers.fromStore(read, found);
  }

  /** Asks the source itself, whatever is kept. */
  async loadPast(read: Read): Promise<Served> {
    const { store, gate, answers } = this.parts;
    const loaded = await (store.available ? this.load(read) : gate.run(() => this.load(read)));
    return answers.fromLoad(read, loaded);
  }

  /** One process fills; the others take what is over by less than a lease meanwhile, or wait for it. */
  private async refill(read: Read, old: Found | undefined): Promise<Served> {
    const { store, answers, clock, counters } = this.parts;
    const { key, policy } = read;
    // What takes a brief thing longer than its life is not kept, so nobody needs to wait for it.
    const leaseMs = policy.brief ? Math.min(policy.l1Ms, this.parts.leaseMs) : this.parts.leaseMs;
    const token = randomUUID();
    const patience = clock.now() + leaseMs;
    counters.misses += 1;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const lease = await this.count(store.lease(key, token, leaseMs));
      if (lease === 'mine') return this.fillAs(token, read, old);
      if (lease !== 'taken') return this.loadAlone(read, old);
      if (old !== undefined && !old.suspect && freshMs(read, old) > -leaseMs) {
        counters.stale += 1;
        return answers.fromStore(read, old);
      }
      const left = patience - clock.now();
      if (left <= 0) return this.loadAlone(read, old);
      await clock.sleep(Math.min(pause, left));
      const found = await this.find(read);
      if (found === UNAVAILABLE) return this.loadAlone(read, old);
      if (this.isFresh(read, found)) return answers.fromStore(read, found);
    }
  }

  private async fillAs(token: string, read: Read, old: Found | undefined): Promise<Served> {
    const { store, answers } = this.parts;
    // Whoever had the lease before may have filled since we looked.
    const found = await this.find(read);
    if (found !== UNAVAILABLE && this.isFresh(read, found)) {
      await store.release(read.key, token);
      return answers.fromStore(read, found);
    }
    try {
      return await this.loadAndFill(token, read);
    } catch (error) {
      await store.release(read.key, token);
      return this.lastResort(read, found === UNAVAILABLE ? old : found, error);
    }
  }

  private async loadAndFill(token: string, read: Read): Promise<Served> {
    const { store, answers, clock, counters, random } = this.parts;
    const { key, policy } = read;
    const started = clock.now();
    const loaded = await this.load(read);
    const fillMs = clock.now() - started;
    const served = answers.fromLoad(read, loaded);
    const entry = entryOf(loaded, served.etag, fillMs);
    const kept = jittered(policy.l2Ms, random()) + policy.staleMs;
    const ms = policy.brief ? policy.l2Ms - fillMs : entry.kind === 'absent' ? policy.negativeMs : kept;
    if (ms < 1) await store.release(key, token);
    else if ((await this.count(store.fill(key, token, entry, ms))) === 'refused') counters.refusedFills += 1;
    return served;
  }

  /** Without the right to fill: since the thing is being changed, or the store is away and then not too many at a time. */
  private async loadAlone(read: Read, old: Found | undefined): Promise<Served> {
    try {
      return await this.loadPast(read);
    } catch (error) {
      return this.lastResort(read, old, error);
    }
  }

  /** What is over is better than a failure of ours, for a while. A mistake of the caller stays one. */
  private lastResort(read: Read, old: Found | undefined, error: unknown): Served {
    const { answers, clock } = this.parts;
    const last = toAppError(error).status < 500 ? undefined : answers.lastResort(read, old, clock.now());
    if (last === undefined) throw error;
    return last;
  }

  /** In the background, while the entry still serves. */
  private refresh(read: Read): void {
    const { store, counters, leaseMs, clock, local } = this.parts;
    const token = randomUUID();
    const later = { ...read, began: clock.now(), generation: local.generation };
    void requestContext.clean(async () => {
      if ((await this.count(store.lease(read.key, token, leaseMs))) !== 'mine') return;
      counters.earlyRefreshes += 1;
      try {
        await this.loadAndFill(token, later);
      } catch {
        await store.release(read.key, token); // counted; the next reader tries again
      }
    });
  }

  /** What the store has and this process may use: nothing older than it has heard of. */
  private async find({ key, policy }: Read): Promise<Found | undefined | Unavailable> {
    const found = await this.count(this.parts.store.get(key));
    if (found === UNAVAILABLE || found === undefined) return found;
    if (found.kind === 'tombstone') return undefined;
    return policy.immutable || this.parts.local.accepts(key, found.version) ? found : undefined;
  }

  private async load(read: Read): Promise<Loaded> {
    const { counters } = this.parts;
    counters.loads += 1;
    try {
      const loaded = await read.load();
      counters.loaded += 1;
      return loaded;
    } catch (error) {
      counters.loadFailures += 1;
      throw error;
    }
  }

  private isFresh(read: Read, found: Found | undefined): found is Found {
    return found !== undefined && !found.suspect && freshMs(read, found) > 0;
  }

  private async count<T>(operation: Promise<T>): Promise<T> {
    const answer = await operation;
    if (answer === UNAVAILABLE) this.parts.counters.storeErrors += 1;
    return answer;
  }
}

function freshMs({ policy }: Read, { kind, leftMs }: Found): number {
  return kind === 'value' ? leftMs - policy.staleMs : leftMs;
}

function entryOf({ version, body }: Loaded, etag: string, fillMs: number): Entry {
  const kind = body === undefined ? 'absent' : 'value';
  return { version, kind, suspect: false, fillMs, etag, body: body ?? EMPTY_BODY };
}
