import { MemoryStore } from '../memory-store.js';
import { FakeClock } from './fake-clock.js';
import type { CacheSubject } from './test-world.js';

const STEP_MS = 1;
const MOST_STEPS = 10_000;

/** Several processes within this one, by a clock that goes when it is told. */
export function memorySubject(overrides: Partial<CacheSubject> = {}): CacheSubject {
  const clock = new FakeClock();
  return {
    store: new MemoryStore(2 ** 26, clock),
    prefix: 'test:',
    clock,
    pass: (ms) => clock.pass(ms),
    finish: async (work) => {
      let done = false;
      const end = () => (done = true);
      work.then(end, end);
      for (let step = 0; !done; step += 1) {
        if (step > MOST_STEPS) throw new Error('it does not come to an end');
        await clock.pass(STEP_MS);
      }
      return work;
    },
    ...overrides,
  };
}
