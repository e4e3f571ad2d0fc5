import { deepEqual, ok } from 'node:assert/strict';
import type { Cache } from '../cache.js';
import type { CacheOptions } from '../cache-options.js';
import { MemoryStore } from '../memory-store.js';
import { CacheJudge, LONG_BOUND_MS } from './cache-judge.js';
import { FakeClock } from './fake-clock.js';
import type { StoreSubject } from './store-steps.js';
import type { TestProcess } from './test-world.js';
import { LEASE_MS, TestWorld } from './test-world.js';

const PROCESSES = 3;
export const MARK_MS = 5_000;

export interface ModelOptions {
  readonly make?: (options: CacheOptions) => Cache;
  readonly Store?: new (bytes: number, clock: FakeClock) => MemoryStore;
  /** A store of another kind, and power over its time. */
  readonly subject?: StoreSubject & { quiet(): Promise<void> };
}

/** Processes, and everything that may happen to them; all answers go to the judge. */
export class CacheModel {
  readonly clock: FakeClock;
  private readonly subject: StoreSubject;
  readonly world: TestWorld;
  processes: TestProcess[];
  readonly judge = new CacheJudge(PROCESSES);
  private readonly held: (() => void)[] = [];
  private readonly writers: { goOn: () => void; die: () => void }[] = [];

  constructor({ make, Store = MemoryStore, subject }: ModelOptions = {}) {
    this.clock = new FakeClock(subject?.quiet);
    const inMemory = { store: new Store(2 ** 24, this.clock), prefix: 'm:', pass: async () => undefined };
    this.subject = subject ?? inMemory;
    this.world = new TestWorld({
      store: this.subject.store,
      prefix: this.subject.prefix,
      clock: this.clock,
      pass: (ms) => this.clock.pass(ms),
      finish: (work) => work,
      ...(make === undefined ? {} : { make }),
    });
    this.world.network.holding = true;
    this.world.source.write(this.world.key);
    this.processes = Array.from({ length: PROCESSES }, () => this.start());
  }

  /** The load has read its row at once, and answers when it is told to, or at once. */
  read(index: number, slow: boolean): void {
    const process = this.at(index);
    const least = this.judge.leastVersion(this.clock.now());
    const { key, policy, source } = this.world;
    const load = source.load(key);
    const answer = process.cache.get(policy, key, async () => {
      const loaded = await load();
      if (slow) await new Promise<void>((goOn) => this.held.push(goOn));
      return loaded;
    });
    const slot = index % PROCESSES;
    answer.then(
      ({ version }) => {
        if (this.processes[slot] !== process) return; // it has died meanwhile
        this.judge.answered(slot, version, least);
      },
      (error: unknown) => this.judge.faults.push(String(error)),
    );
  }

  finishLoad(index: number): void {
    this.held.splice(index % Math.max(1, this.held.length), 1)[0]?.();
  }

  /** Marks; the row is written and the rest done as `goOn` and `die` say. */
  write(index: number): void {
    const process = this.at(index);
    const { key, source } = this.world;
    const change = this.judge.begin(process.link.linked);
    const write = async (): Promise<number> => {
      await new Promise<void>((goOn) => this.writers.push({ goOn, die: goOn }));
      const version = source.write(key);
      change.version = version;
      const next = await new Promise<'on' | 'dead'>((resolve) =>
        this.writers.push({ goOn: () => resolve('on'), die: () => resolve('dead') }),
      );
      if (next === 'dead') {
        change.at = this.clock.now();
        await new Promise(() => undefined);
      }
      change.buried = process.link.linked;
      return version;
    };
    void process.cache.change(key, write, (version) => version).then(() => (change.at = this.clock.now()));
  }

  /** A writer takes his next step: he writes the row, or tells of it. */
  stepWriter(index: number, dies: boolean): void {
    const [writer] = this.writers.splice(index % Math.max(1, this.writers.length), 1);
    if (dies) writer?.die();
    else writer?.goOn();
  }

  async pass(ms: number): Promise<void> {
    await this.subject.pass(ms);
    await this.clock.pass(ms);
    // A mark that ran out before the row was written has protected nothing.
    if (ms >= MARK_MS) this.judge.unprotect();
  }

  /** The store comes back without what it had. */
  async loseStore(): Promise<void> {
    await this.subject.store.flush();
    this.judge.unprotect();
  }

  link(index: number, linked: boolean): void {
    this.at(index).link.linked = linked;
  }

  bus(index: number, up: boolean): void {
    const { bus } = this.at(index);
    if (up) bus.mend();
    else if (bus.connected) bus.cut();
  }

  restart(index: number): void {
    const slot = index % PROCESSES;
    this.at(index).bus.leave();
    this.processes[slot] = this.start();
    this.judge.restarted(slot);
  }

  /** Everything is mended and quiet: all processes and the store agree with the source. */
  async settle(): Promise<void> {
    for (let index = 0; index < PROCESSES; index += 1) {
      this.link(index, true);
      this.bus(index, true);
    }
    while (this.writers.length + this.held.length > 0) {
      this.stepWriter(0, false);
      this.finishLoad(0);
      await this.clock.quiet();
    }
    while (this.world.network.pending.length > 0) this.world.network.deliver(0);
    await this.pass(LONG_BOUND_MS + MARK_MS);
    for (let index = 0; index < PROCESSES; index += 1) this.read(index, false);
    await this.clock.pass(LEASE_MS);
    const { last, faults } = this.judge;
    const newest = this.world.source.versionOf(this.world.key);
    deepEqual(
      last,
      last.map(() => newest),
    );
    deepEqual(faults, []);
  }

  private start(): TestProcess {
    return this.world.process({ markMs: MARK_MS });
  }

  private at(index: number): TestProcess {
    const process = this.processes[index % PROCESSES];
    ok(process);
    return process;
  }
}
