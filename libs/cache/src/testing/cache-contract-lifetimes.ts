import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { many, refusal, type CacheCase } from './cache-steps.js';
import { TIMES } from './test-world.js';

/** What is kept, where, and for how long. */
export const lifetimeCases: readonly CacheCase[] = [
  {
    promise: 'answer from the process for its lifetime, and from the store after',
    run: async (world) => {
      const one = world.process();
      world.source.write(world.key);
      await one.version();
      one.link.linked = false;
      await world.subject.pass(TIMES.l1Ms / 2);
      equal(await one.version(), 1);
      equal(one.cache.counters.storeErrors, 0);
      one.link.linked = true;
      await world.subject.pass(TIMES.l1Ms / 2 + 1);
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
];
