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
});
