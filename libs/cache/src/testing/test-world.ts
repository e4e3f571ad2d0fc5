import { Strategies } from '@tenfold/strategies';
import { randomUUID } from 'node:crypto';
import { equal } from 'node:assert/strict';
import { Cache } from '../cache.js';
import type { CacheHooks, CacheOptions, CacheRead } from '../cache-options.js';
import type { CacheStore } from '../cache-store.js';
import type { CacheClock } from '../clock.js';
import type { Served } from '../local-level.js';
import { mutable, type CachePolicy } from '../policy.js';
import { BusNetwork, type NetworkBus } from './bus-network.js';
import { LinkedStore } from './linked-store.js';
import { TestSource } from './test-source.js';

/** What a contract of caches is run on. */
export interface CacheSubject {
  /** What the processes share. */
  readonly store: CacheStore;
  readonly prefix: string;
  readonly clock: CacheClock;
  pass(ms: number): Promise<void>;
  /** Waits for the work, and lets time pass for it where that does not pass by itself. */
  finish<T>(work: Promise<T>): Promise<T>;
  /** Other than `new Cache` where it is to be broken. */
  readonly make?: (options: CacheOptions) => Cache;
}

export const TIMES = { l1Ms: 1_000, l2Ms: 60_000, staleMs: 600_000, negativeMs: 500 };
export const LEASE_MS = 2_000;

/** Several processes, each with its cache, around one store, one bus and one source; all about one key. */
export class TestWorld {
  readonly key: string;
  readonly network = new BusNetwork();
  readonly source = new TestSource();
  readonly policy: CachePolicy = mutable({ name: 'thing', ...TIMES });

  constructor(readonly subject: CacheSubject) {
    this.key = `${subject.prefix}{b7}:${randomUUID()}`;
  }

  process(options: Partial<CacheOptions> = {}): TestProcess {
    const bus = this.network.join();
    const link = new LinkedStore(this.subject.store);
    const strategies = new Strategies();
    return new TestProcess(this, bus, link, strategies, {
      store: link,
      bus,
      strategies,
      l1Bytes: 2 ** 20,
      clock: this.subject.clock,
      // Never early, unless a case wants it.
      random: () => 0,
      leaseMs: LEASE_MS,
      ...options,
    });
  }
}

export class TestProcess {
  readonly cache: Cache;
  readonly reads: CacheRead[] = [];
  /** What its client reads is to be read past all caches. */
  past = false;

  constructor(
    private readonly world: TestWorld,
    readonly bus: NetworkBus,
    readonly link: LinkedStore,
    readonly strategies: Strategies,
    options: CacheOptions,
  ) {
    const hooks: CacheHooks = { onRead: (read) => this.reads.push(read), readsPast: () => this.past };
    const make = world.subject.make ?? ((all: CacheOptions) => new Cache(all));
    this.cache = make({ hooks, ...options });
  }

  get(key = this.world.key): Promise<Served> {
    return this.cache.get(this.world.policy, key, this.world.source.load(key));
  }

  /** @returns the version that a read shows, 0 for none */
  async version(key = this.world.key): Promise<number> {
    const { version, body } = await this.world.subject.finish(this.get(key));
    if (body !== undefined) equal(body.toString(), `${key} at ${version}`);
    return body === undefined ? 0 : version;
  }

  /** @param after what happens between the write and its end */
  async change(after: () => Promise<void> = async () => undefined): Promise<number> {
    const { key, source } = this.world;
    const write = async () => {
      const version = source.write(key);
      await after();
      return version;
    };
    return this.cache.change(key, write, (version) => version);
  }
}
