import fc from 'fast-check';
import { deepEqual, ok } from 'node:assert/strict';
import type { Cache } from '../cache.js';
import type { CacheOptions } from '../cache-options.js';
import { MemoryStore } from '../memory-store.js';
import { FakeClock } from './fake-clock.js';
import type { StoreSubject } from './store-contract.js';
import type { TestProcess } from './test-world.js';
import { LEASE_MS, TestWorld, TIMES } from './test-world.js';

const PROCESSES = 3;
const MARK_MS = 5_000;

/** Of a change that the store has not been told of and that nobody heard of either: a double fault. */
const LONG_BOUND_MS = TIMES.l2Ms * 1.1 + LEASE_MS + TIMES.l1Ms;

interface Change {
  version: number | undefined;
  /** When it was acknowledged, or its writer died: from then on it is to be seen. */
  at: number | undefined;
  /** Whether the mark was there, without a break, until the row was written. */
  marked: boolean;
  /** Whether the store was told of the new version. */
  buried: boolean;
}

export interface ModelOptions {
  readonly make?: (options: CacheOptions) => Cache;
  readonly Store?: new (bytes: number, clock: FakeClock) => MemoryStore;
  /** A store of another kind, and power over its time. */
  readonly subject?: StoreSubject & { quiet(): Promise<void> };
}

/** What has happened so far, and what may therefore be answered. Finds out about answers by itself. */
export class CacheModel {
  readonly clock: FakeClock;
  private readonly subject: StoreSubject;
  readonly world: TestWorld;
  processes: TestProcess[];
  readonly changes: Change[] = [];
  /** The last version that each process has answered with. */
  private last: number[];
  private readonly held: (() => void)[] = [];
  private readonly writers: { goOn: () => void; die: () => void }[] = [];
  readonly faults: string[] = [];

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
    this.last = this.processes.map(() => 0);
  }

  /** The load has read its row at once, and answers when it is told to, or at once. */
  read(index: number, slow: boolean): void {
    const process = this.at(index);
    const least = this.leastVersion();
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
        if (version < least) this.faults.push(`${version} was answered, ${least} was due`);
        if (version < (this.last[slot] ?? 0)) this.faults.push(`${version} came after ${this.last[slot]}`);
        this.last[slot] = version;
      },
      (error: unknown) => this.faults.push(String(error)),
    );
  }

  finishLoad(index: number): void {
    this.held.splice(index % Math.max(1, this.held.length), 1)[0]?.();
  }

  /** Marks; the row is written and the rest done as `goOn` and `die` say. */
  write(index: number): void {
    const process = this.at(index);
    const { key, source } = this.world;
    const change: Change = { version: undefined, at: undefined, marked: process.link.linked, buried: false };
    this.changes.push(change);
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
    if (ms >= MARK_MS) this.unprotect();
  }

  /** The store comes back without what it had. */
  async loseStore(): Promise<void> {
    await this.subject.store.flush();
    this.unprotect();
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
    this.last[slot] = 0;
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
    deepEqual(
      this.last,
      this.last.map(() => this.world.source.versionOf(this.world.key)),
    );
    deepEqual(this.faults, []);
  }

  /** What a read that begins now must show at least. */
  private leastVersion(): number {
    const now = this.clock.now();
    const due = this.changes
      .filter(({ at, marked, buried }) => {
        return at !== undefined && now > at + (marked || buried ? TIMES.l1Ms : LONG_BOUND_MS);
      })
      .map(({ version }) => version ?? 0);
    return Math.max(1, ...due);
  }

  /** Marks are gone; whoever has not written yet is on his own. */
  private unprotect(): void {
    for (const change of this.changes) if (change.version === undefined) change.marked = false;
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

type Step = (model: CacheModel) => void | Promise<void>;

class CacheCommand implements fc.AsyncCommand<object, CacheModel> {
  constructor(
    private readonly words: string,
    private readonly step: Step,
  ) {}

  check = (): boolean => true;

  async run(_: object, model: CacheModel): Promise<void> {
    await this.step(model);
    await model.clock.quiet();
    deepEqual(model.faults, []);
  }

  toString = (): string => this.words;
}

const command = (name: string, step: (model: CacheModel, n: number) => void | Promise<void>, max = 8) =>
  fc.nat(max).map((n) => new CacheCommand(`${name}(${n})`, (model) => step(model, n)));

const TIMES_PASSING = [1, 300, TIMES.l1Ms + 1, LEASE_MS, MARK_MS, TIMES.l2Ms];

/** Everything that may happen, in any order; what leads somewhere is more likely. */
export const cacheCommands = fc.commands(
  [
    command('read', (model, n) => model.read(n, false)),
    command('read', (model, n) => model.read(n, false)),
    command('read slowly', (model, n) => model.read(n, true)),
    command('read slowly', (model, n) => model.read(n, true)),
    command('finish load', (model, n) => model.finishLoad(n)),
    command('finish load', (model, n) => model.finishLoad(n)),
    command('write', (model, n) => model.write(n)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('step of writer', (model, n) => model.stepWriter(n, false)),
    command('time', (model) => model.pass(TIMES.l1Ms + 1), 0),
    command('death of writer', (model, n) => model.stepWriter(n, true)),
    command('message', (model, n) => model.world.network.deliver(n)),
    command('message lost', (model, n) => model.world.network.lose(n)),
    command('bus cut', (model, n) => model.bus(n, false)),
    command('bus mended', (model, n) => model.bus(n, true)),
    command('store out of reach', (model, n) => model.link(n, false)),
    command('store in reach', (model, n) => model.link(n, true)),
    command('store emptied', (model) => model.loseStore(), 0),
    command('process restarted', (model, n) => model.restart(n)),
    command('time', (model, n) => model.pass(TIMES_PASSING[n] ?? 1), TIMES_PASSING.length - 1),
  ],
  { maxCommands: 30, size: 'max' },
);

/** @throws Error of fast-check, with the interleaving that shows it, when an answer was older than it may be */
export async function checkInterleavings(
  numRuns: number,
  options: ModelOptions = {},
  seed?: number,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(cacheCommands, async (commands) => {
      const model = new CacheModel(options);
      await fc.asyncModelRun(() => ({ model: {}, real: model }), commands);
      await model.settle();
    }),
    { numRuns, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
  );
}
