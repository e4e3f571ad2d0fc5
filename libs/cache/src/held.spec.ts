import { Cache } from './cache.js';
import { brief } from './policy.js';
import { memorySubject } from './testing/index.js';
import { TestWorld, TIMES } from './testing/test-world.js';

describe(`${Cache.name}.held`, () => {
  let world: TestWorld;

  beforeEach(() => {
    world = new TestWorld(memorySubject());
    world.source.write(world.key);
  });

  it('should be what may be repeated, at its version, for as long as it may be', async () => {
    const one = world.process();
    const { clock } = world.subject;
    expect(one.cache.held(world.key)).toBeUndefined();
    await one.get();
    expect(one.cache.held(world.key)).toMatchObject({ version: 1, until: clock.now() + TIMES.l1Ms });
    const reads = one.reads.length;
    await world.subject.pass(TIMES.l1Ms);
    expect(one.cache.held(world.key)).toBeUndefined();
    expect(one.reads).toHaveLength(reads);
    await one.get();
    expect(one.cache.held(world.key)?.version).toBe(1);
  });

  it('should be nothing once a newer version is heard of, until that is read', async () => {
    const [one, two] = [world.process(), world.process()];
    await one.get();
    await two.change();
    expect(one.cache.held(world.key)).toBeUndefined();
    await one.get();
    expect(one.cache.held(world.key)?.version).toBe(2);
  });

  it('should be nothing of what nobody would tell the changes of', async () => {
    const { cache } = world.process();
    await cache.get(brief({ name: 'page', lifeMs: 1_000 }), world.key, world.source.load(world.key));
    expect(cache.held(world.key)).toBeUndefined();
  });
});
