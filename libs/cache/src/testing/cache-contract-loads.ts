import { equal, ok, rejects } from 'node:assert/strict';
import { forever, many, refusal, together, until, type CacheCase } from './cache-steps.js';
import { LEASE_MS, TIMES } from './test-world.js';

/** How often the source is asked, and by whom. */
export const loadCases: readonly CacheCase[] = [
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
