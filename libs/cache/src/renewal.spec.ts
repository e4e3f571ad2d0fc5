import { setImmediate as turn } from 'node:timers/promises';
import type { Served } from './local-level.js';
import { memorySubject } from './testing/index.js';
import { TestWorld, TIMES, type TestProcess } from './testing/test-world.js';

const LATE_MS = 0.8 * TIMES.l1Ms;

describe('renewal of what is over soon', () => {
  let world: TestWorld;
  let one: TestProcess;
  const kept = ({ cache }: TestProcess = one): Served | undefined =>
    cache.kept(world.policy, world.key, world.source.load(world.key));

  beforeEach(async () => {
    world = new TestWorld(memorySubject());
    world.source.write(world.key);
    one = world.process();
    await one.version();
  });

  it('should be begun by a late read, once, and spare those who come after the end a wait', async () => {
    const { looks } = one.link;
    const end = one.reads.at(-1)!.until;
    await world.subject.pass(TIMES.l1Ms / 2);
    expect(kept()).toBeDefined();
    await turn();
    expect(one.link.looks).toBe(looks);
    await world.subject.pass(LATE_MS - TIMES.l1Ms / 2);
    for (let n = 0; n < 5; n += 1) expect(kept()?.until).toBe(end);
    await turn();
    expect(one.link.looks).toBe(looks + 1);
    await world.subject.pass(TIMES.l1Ms - LATE_MS);
    expect(kept()?.until).toBeGreaterThanOrEqual(end + LATE_MS);
    expect(one.link.looks).toBe(looks + 1);
  });

  it('should change nothing about how long the old answer is repeated, and try once where it fails', async () => {
    one.link.linked = false;
    world.source.failing = true;
    const { loads } = world.source;
    await world.subject.pass(LATE_MS);
    for (let n = 0; n < 5; n += 1) {
      expect(kept()?.version).toBe(1);
      await turn();
    }
    expect(world.source.loads).toBe(loads + 1);
  });

  it('should show what was written elsewhere meanwhile, though nobody told of it', async () => {
    await world.subject.pass(LATE_MS);
    world.source.write(world.key);
    await world.subject.store.drop(world.key);
    expect(kept()?.version).toBe(1);
    await turn();
    expect(kept()?.version).toBe(2);
  });

  it('should be begun by nobody who reads past all caches', async () => {
    const { looks } = one.link;
    await world.subject.pass(LATE_MS);
    one.past = true;
    expect(kept()).toBeUndefined();
    await turn();
    expect(one.link.looks).toBe(looks);
  });
});
