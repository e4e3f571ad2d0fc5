import { requestContext, type CacheLevel } from '@tenfold/observability';
import { Answers, type Load, type Read } from './answers.js';
import type { CacheHooks, CacheListener, CacheOptions } from './cache-options.js';
import { Changes } from './changes.js';
import { MONOTONIC, type CacheClock } from './clock.js';
import { newCounters, type CacheCounters } from './counters.js';
import { Flights } from './flights.js';
import { LoadGate } from './load-gate.js';
import { LocalLevel, type Served } from './local-level.js';
import { renewAt, type CachePolicy } from './policy.js';
import { ReadThrough } from './read-through.js';

const LEASE_MS = 2_000;
const MARK_MS = 15_000;
const LOADS = { running: 16, waiting: 1_000 };
/** A newer version was heard of while an older one was on its way; a load that begins now finds it. */
const TRIES = 2;

/** Reads through two levels: this process, and a store that all processes share. */
export class Cache {
  private readonly local: LocalLevel;
  private readonly through: ReadThrough;
  private readonly changes: Changes;
  private readonly listeners: CacheListener[] = [];
  private readonly counted = newCounters();
  private readonly flights = new Flights(() => (this.counted.flightWaits += 1));
  private readonly clock: CacheClock;
  private readonly hooks: CacheHooks;
  /** What was asked for anew before its end: once, or a source that fails would be asked by every reader. */
  private readonly renewed = new WeakSet<Served>();
  private wasOn: boolean;
  private emptying: Promise<void> | undefined;

  constructor(private readonly options: CacheOptions) {
    const { store, bus, strategies, l1Bytes, hooks = {}, clock = MONOTONIC, loads = LOADS } = options;
    const { random = Math.random, leaseMs = LEASE_MS, markMs = MARK_MS } = options;
    const counters = this.counted;
    const local = new LocalLevel(l1Bytes, (key) => this.listeners.forEach((one) => one.changed(key)));
    const answers = new Answers(local, counters, () => bus.connected);
    const gate = new LoadGate(loads.running, loads.waiting, () => (counters.loadsRefused += 1));
    this.through = new ReadThrough({ store, local, answers, gate, clock, random, counters, leaseMs });
    this.changes = new Changes(store, markMs, counters);
    this.local = local;
    this.clock = clock;
    this.hooks = hooks;
    this.wasOn = this.on;
    bus.subscribe({ changed: ({ key, version }) => this.hear(key, version), lost: () => this.busLost() });
    strategies.onChange(() => this.switched(strategies.isOn('cache')));
  }

  /** @throws what `load` throws, when there is nothing to answer instead */
  async get(policy: CachePolicy, key: string, load: Load): Promise<Served> {
    const kept = this.kept(policy, key, load);
    if (kept !== undefined) return kept;
    const served = this.on ? await this.answer(policy, key, load) : await this.uncached(load);
    this.tell(policy, key, served, served.level);
    return served;
  }

  /**
   * A read like `get`, of what this process may repeat: nearly all are. There is no promise, and so nobody waits for the next turn.
   * @param load for what will be over soon: so that those who come later need not wait for the store
   */
  kept(policy: CachePolicy, key: string, load: Load): Served | undefined {
    if (!this.on || this.readsPast(policy)) return undefined;
    const kept = this.local.get(key);
    if (kept === undefined) return undefined;
    const { until, body } = kept;
    const now = this.clock.now();
    if (until <= now) return undefined;
    if (body === undefined) this.counted.negative += 1;
    else this.counted.l1Hits += 1;
    this.tell(policy, key, kept, 'memory');
    if (body !== undefined && now >= renewAt(policy, until)) this.renew(policy, key, load, kept);
    return kept;
  }

  /**
   * What this process has of something that others tell it the changes of, while it may repeat it. For whoever keeps what was made of a
   * read, to find that it still holds; it counts as no read.
   */
  held(key: string): Pick<Served, 'version' | 'until'> | undefined {
    const held = this.on ? this.local.lasting(key) : undefined;
    return held === undefined || held.body === undefined || held.until <= this.clock.now() ? undefined : held;
  }

  /**
   * Changes what is kept under a key. Around the write, others are kept from storing what they have loaded before it; once it is
   * done, no process answers with an older version for longer than the local lifetime, also when this one dies in between.
   * @param versionOf the version after the write; undefined when it has changed nothing
   */
  async change<T>(
    key: string,
    write: () => Promise<T>,
    versionOf: (result: T) => number | undefined,
  ): Promise<T> {
    let written: number | undefined;
    const result = await this.changes.around(key, write, versionOf, (version) => {
      written = version;
      this.hear(key, version);
    });
    if (written === undefined) return result;
    this.options.bus.publish({ key, version: written });
    this.hooks.onChange?.(key);
    return result;
  }

  /** Forgets what is kept under a key, here and in the store; other processes have it for as long as their local lifetime. */
  async drop(key: string): Promise<void> {
    this.local.forget(key);
    this.flights.leave(key);
    this.listeners.forEach((listener) => listener.changed(key));
    await this.options.store.drop(key);
  }

  listen(listener: CacheListener): void {
    this.listeners.push(listener);
  }

  /** Whether the shared store can be asked. */
  get connected(): boolean {
    return this.options.store.available;
  }

  get counters(): CacheCounters {
    return { ...this.counted, ...this.local.occupancy, owed: this.changes.debts };
  }

  async close(): Promise<void> {
    await this.options.store.close();
  }

  private get on(): boolean {
    return this.options.strategies.isOn('cache');
  }

  /** In the background. It is nobody's request, and whoever finds nothing in the end meets the error himself. */
  private renew(policy: CachePolicy, key: string, load: Load, kept: Served): void {
    if (this.renewed.has(kept)) return;
    this.renewed.add(kept);
    void requestContext.clean(() => this.answer(policy, key, load).catch(() => undefined));
  }

  private tell(policy: CachePolicy, key: string, { version, until }: Served, level: CacheLevel): void {
    this.hooks.onRead?.({ key, version, until, renewAt: renewAt(policy, until), brief: policy.brief, level });
  }

  private readsPast(policy: CachePolicy): boolean {
    return !policy.immutable && this.hooks.readsPast?.() === true;
  }

  private async answer(policy: CachePolicy, key: string, load: Load): Promise<Served> {
    if (this.changes.debts > 0) void this.changes.payDebts();
    if (this.emptying !== undefined) await this.emptying;
    let served = await this.find(this.begin(policy, key, load));
    for (let tries = 0; tries < TRIES && !this.isNewest(policy, key, served); tries += 1) {
      served = await this.through.loadPast(this.begin(policy, key, load));
    }
    return served;
  }

  private async find(read: Read): Promise<Served> {
    const { policy, key, began } = read;
    if (this.readsPast(policy)) {
      this.counted.passed += 1;
      return this.through.loadPast(read);
    }
    return this.flights.share(key, began, policy.l1Ms, () => this.through.fetch(read));
  }

  private begin(policy: CachePolicy, key: string, load: Load): Read {
    return { policy, key, load, began: this.clock.now(), generation: this.local.generation };
  }

  private isNewest(policy: CachePolicy, key: string, { version }: Served): boolean {
    return policy.immutable || this.local.accepts(key, version);
  }

  /** The naive way: nothing is kept, and nobody shares. */
  private async uncached(load: Load): Promise<Served> {
    const { counted } = this;
    counted.loads += 1;
    const now = this.clock.now();
    try {
      const loaded = await load();
      counted.loaded += 1;
      return { ...loaded, etag: '', until: now, staleUntil: now, level: 'source' };
    } catch (error) {
      counted.loadFailures += 1;
      throw error;
    }
  }

  private hear(key: string, version: number): void {
    if (!this.local.hear(key, version)) return;
    this.counted.heard += 1;
    this.flights.leave(key);
  }

  private busLost(): void {
    this.counted.busLosses += 1;
    this.local.flushMutable();
    this.forgetMade();
  }

  /** A cache that comes back is empty. Others may be on still, and have to load again what they share. */
  private switched(on: boolean): void {
    if (on === this.wasOn) return;
    this.wasOn = on;
    this.local.flush();
    this.forgetMade();
    const emptying = this.options.store.flush().finally(() => {
      if (this.emptying === emptying) this.emptying = undefined;
    });
    this.emptying = emptying;
  }

  private forgetMade(): void {
    this.flights.leaveAll();
    this.listeners.forEach((listener) => listener.flushed());
  }
}
