import { describeContract, type ContractCase } from '@tenfold/testing';
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { settled } from './fake-clock.js';
import { LEASE_MS, TestWorld, TIMES, type CacheSubject } from './test-world.js';

const many = <T>(count: number, work: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => work(n));
const forever = (): Promise<never> => new Promise(() => undefined);

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn += 1) {
    ok(turn < 10_000, 'it never came to that');
    await settled();
  }
}

/** The answers to readers who all come while the first of them is still loading. */
async function together<T>(world: TestWorld, read: () => Promise<T>[]): Promise<T[]> {
  world.source.write(world.key);
  world.source.hold();
  const work = Promise.all(read());
  await until(() => world.source.running > 0);
  await world.subject.pass(50);
  world.source.release();
  return world.subject.finish(work);
}

/** Unavailable as it is, to whoever asks for it. */
const refusal = { code: 'dependency_unavailable' };

const CASES: { promise: string; run: (world: TestWorld) => Promise<void> }[] = [
  {
    promise: 'look for a thing and load it once for all readers in a process',
    run: async (world) => {
      const one = world.process();
      for (const { version } of await together(world, () => many(200, () => one.get()))) equal(version, 1);
      equal(world.source.loads, 1);
      ok(one.link.looks <= 2, `${one.link.looks} looks`);
    },
  },
  {
    promise: 'load a thing once or twice for all processes',
    run: async (world) => {
      const processes = many(8, () => world.process());
      await together(world, () => processes.flatMap((one) => many(50, () => one.get())));
      ok(world.source.loads <= 2, `${world.source.loads} loads`);
    },
  },
  {
    promise: 'keep no failed load',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      world.source.failing = true;
      await rejects(world.subject.finish(one.get()), refusal);
      world.source.failing = false;
      equal(await one.version(), 1);
      equal(await world.process().version(), 1);
      equal(world.source.loads, 2);
    },
  },
  {
    promise: 'answer from the process for its lifetime, and from the store after',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      await one.version();
      one.link.linked = false;
      await world.subject.pass(TIMES.l1Ms - 50);
      equal(await one.version(), 1);
      equal(one.cache.counters.storeErrors, 0);
      one.link.linked = true;
      await world.subject.pass(51);
      equal(await one.version(), 1);
      equal(one.cache.counters.l2Hits, 1);
      equal(world.source.loads, 1);
    },
  },
  {
    promise: 'say until when an answer may be repeated',
    run: async (world) => {
      const one = world.process();
      const { clock } = world.subject;
      world.source.write(world.key);
      const before = clock.now();
      await one.version();
      const first = one.reads.at(-1)?.until ?? 0;
      ok(first >= before + TIMES.l1Ms && first <= clock.now() + TIMES.l1Ms);
      await one.version();
      equal(one.reads.at(-1)?.until, first);
      one.bus.cut();
      await one.version();
      ok((one.reads.at(-1)?.until ?? Infinity) <= clock.now());
    },
  },
  {
    promise: 'show a change at once where it is made, and elsewhere when told',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      await one.change();
      deepEqual([await one.version(), await two.version()], [1, 1]);
      const told: string[] = [];
      two.cache.listen({ changed: (key) => told.push(key), flushed: () => told.push('all') });
      equal(await one.change(), 2);
      deepEqual([await one.version(), await two.version()], [2, 2]);
      deepEqual(told, [world.key]);
    },
  },
  {
    promise: 'show a change within the local lifetime though nobody tells of it',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      await one.change();
      await two.version();
      world.network.holding = true;
      await one.change();
      await world.subject.pass(TIMES.l1Ms + 1);
      equal(await two.version(), 2);
    },
  },
  {
    promise: 'store nothing that was loaded before a change',
    run: async (world) => {
      const [one, two, three] = [world.process(), world.process(), world.process()];
      world.network.holding = true;
      world.source.write(world.key);
      world.source.hold();
      const early = two.get();
      await until(() => world.source.running > 0);
      await one.change();
      world.source.release();
      await world.subject.finish(early);
      equal(await three.version(), 2);
      await world.subject.pass(TIMES.l1Ms + 1);
      equal(await two.version(), 2);
    },
  },
  {
    promise: 'show a change though its writer died before he could tell',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      await one.change();
      await two.version();
      const dead = one.change(forever);
      await until(() => world.source.versionOf(world.key) === 2);
      await world.subject.pass(TIMES.l1Ms + 1);
      equal(await two.version(), 2);
      void dead;
    },
  },
  {
    promise: 'keep nothing that can change while the bus is away',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      await one.change();
      await two.version();
      let flushes = 0;
      two.cache.listen({ changed: () => undefined, flushed: () => (flushes += 1) });
      two.bus.cut();
      equal(flushes, 1);
      equal(two.cache.counters.l1Entries, 0);
      await two.version();
      await one.change();
      equal(await two.version(), 2);
      two.bus.mend();
      await two.version();
      equal(await two.version(), 2);
      ok(two.cache.counters.l1Hits >= 1);
    },
  },
  {
    promise: 'keep that there is no such thing, until there is',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      for (const process of [one, two, one, two]) equal(await process.version(), 0);
      equal(world.source.loads, 1);
      await one.change();
      deepEqual([await one.version(), await two.version()], [1, 1]);
      const loads = world.source.loads;
      world.source.write(`${world.key}:other`, false);
      equal(await one.version(`${world.key}:other`), 0);
      await world.subject.pass(TIMES.negativeMs + 1);
      equal(await one.version(`${world.key}:other`), 0);
      equal(world.source.loads, loads + 2);
    },
  },
  {
    promise: 'answer with what is over when it cannot be loaded, up to the bound',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      await one.version();
      world.source.failing = true;
      await world.subject.pass(TIMES.l2Ms * 1.1 + 1);
      equal(await one.version(), 1);
      equal(await world.process().version(), 1);
      one.link.linked = false;
      await world.subject.pass(TIMES.l1Ms + 1);
      equal(await one.version(), 1);
      one.link.linked = true;
      await world.subject.pass(TIMES.staleMs);
      await rejects(world.subject.finish(one.get()), refusal);
    },
  },
  {
    promise: 'show who has changed something what he has changed',
    run: async (world) => {
      const [one, two] = [world.process(), world.process()];
      await one.change();
      await two.version();
      world.network.holding = true;
      await one.change();
      two.past = true;
      equal(await two.version(), 2);
      two.past = false;
      equal(await two.version(), 2);
    },
  },
  {
    promise: 'keep nothing while it is off, and be empty when it is on again',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      await one.version();
      one.strategies.set({ cache: false });
      await world.subject.finish(Promise.all(many(3, () => one.get())));
      equal(world.source.loads, 4);
      one.strategies.set({ cache: true });
      for (const _ of [1, 2]) equal(await one.version(), 1);
      equal(world.source.loads, 5);
    },
  },
  {
    promise: 'keep no more bytes in the process than its budget',
    run: async (world) => {
      const l1Bytes = 2 ** 16;
      const one = world.process({ l1Bytes });
      await world.subject.finish(Promise.all(many(500, (n) => one.get(`${world.key}:${n}`))));
      const { counters } = one.cache;
      ok(counters.l1Bytes <= l1Bytes && counters.l1Entries < 500 && counters.evictions > 0);
    },
  },
  {
    promise: 'refresh early what was dear to load, while it still serves',
    run: async (world) => {
      let random = 0;
      const one = world.process({ random: () => random });
      world.source.write(world.key);
      world.source.hold();
      const first = one.get();
      await until(() => world.source.running > 0);
      await world.subject.pass(LEASE_MS / 2);
      world.source.release();
      await world.subject.finish(first);
      await world.subject.pass(TIMES.l1Ms + 1);
      equal(await one.version(), 1);
      equal(world.source.loads, 1);
      // The rarest of all: what took a second is refreshed 37 s before its end.
      random = 1 - 2 ** -53;
      await world.subject.pass(TIMES.l2Ms / 2);
      equal(await one.version(), 1);
      await world.subject.finish(until(() => world.source.loads === 2));
      equal(one.cache.counters.earlyRefreshes, 1);
    },
  },
  {
    promise: 'wait for one lease at most when the process that fills has died',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      const dead = world.process().cache;
      void dead.get(world.policy, world.key, forever);
      await until(() => dead.counters.loads === 1);
      const read = one.get();
      await world.subject.pass(LEASE_MS + 100);
      equal((await world.subject.finish(read)).version, 1);
      equal(one.cache.counters.loads, 1);
    },
  },
  {
    promise: 'load so many at a time while the store is away, and refuse what would wait too long',
    run: async (world) => {
      const one = world.process({ loads: { running: 4, waiting: 10 } });
      one.link.linked = false;
      world.source.hold();
      const work = Promise.allSettled(many(20, (n) => one.get(`${world.key}:${n}`)));
      await until(() => world.source.running === 4 && one.cache.counters.loadsRefused === 6);
      world.source.release();
      const answers = await world.subject.finish(work);
      equal(world.source.mostRunning, 4);
      const refused = answers.filter(({ status }) => status === 'rejected');
      equal(refused.length, 6);
      for (const one of refused) equal((one as PromiseRejectedResult).reason.headers['retry-after'], '1');
    },
  },
];

/** The promises of a cache over two levels. */
export const cacheContract: readonly ContractCase<CacheSubject>[] = CASES.map(({ promise, run }) => ({
  promise,
  run: (subject) => run(new TestWorld(subject)),
}));

/** Runs the contract of a cache against an implementation. */
export function describeCache(title: string, subject: () => CacheSubject): void {
  describeContract(title, cacheContract, subject);
}
