import { jest } from '@jest/globals';
import { traceOfEvents } from '@tenfold/delivery';
import { createLogger } from '@tenfold/observability';
import type { FactoryProvider } from '@nestjs/common';
import { periodic } from './periodic.js';

class Worker {}

/** Rounds are counted, not timed: the loop runs as fast as the timer allows. */
describe(periodic.name, () => {
  const log = createLogger({ service: 'test', level: 'silent' });
  const loop = (run: () => Promise<void>) =>
    (periodic({ name: 'test', everyMs: 1, inject: Worker, run }) as FactoryProvider).useFactory(
      new Worker(),
      log,
    );

  it('should go on after a round that failed, one round at a time, and wait for the last one', async () => {
    let [running, most, rounds, ended] = [0, 0, 0, 0];
    const third = Promise.withResolvers<void>();
    const periodically = loop(async () => {
      rounds += 1;
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ended += 1;
      if (rounds === 3) third.resolve();
      if (rounds === 1) throw new Error('the first one fails');
    });
    periodically.onApplicationBootstrap();
    // The loop's timer alone keeps no process alive.
    const alive = setInterval(() => undefined, 1_000);
    await third.promise;
    clearInterval(alive);
    await periodically.beforeApplicationShutdown();
    expect([most, ended]).toEqual([1, rounds]);
  });

  it('should come seldom while nothing is written, and soon after something was', async () => {
    jest.useFakeTimers();
    try {
      let rounds = 0;
      const task = { name: 'test', everyMs: 30_000, everyMsAtRest: 300_000, inject: Worker };
      const run = async (): Promise<void> => void (rounds += 1);
      const provider = periodic({ ...task, run }) as FactoryProvider;
      const periodically = provider.useFactory(new Worker(), log);
      periodically.onApplicationBootstrap();
      await jest.advanceTimersByTimeAsync(60 * 60_000);
      expect(rounds).toBeLessThanOrEqual(13);
      expect(rounds).toBeGreaterThanOrEqual(11);
      const before = rounds;
      traceOfEvents();
      await jest.advanceTimersByTimeAsync(31_000);
      expect(rounds).toBe(before + 1);
      await periodically.beforeApplicationShutdown();
      await jest.advanceTimersByTimeAsync(60 * 60_000);
      expect(rounds).toBe(before + 1);
    } finally {
      jest.useRealTimers();
    }
  });
});
