import { deepEqual, equal, ok } from 'node:assert/strict';
import { forever, until, type CacheCase } from './cache-steps.js';
import { TIMES } from './test-world.js';

/** When a change is seen, whatever happens on the way. */
export const changeCases: readonly CacheCase[] = [
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
];
