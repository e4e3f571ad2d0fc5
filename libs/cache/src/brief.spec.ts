import type { Served } from './local-level.js';
import { brief } from './policy.js';
import { memorySubject } from './testing/index.js';
import { TestWorld, type TestProcess } from './testing/test-world.js';

const LIFE_MS = 1_000;

describe(brief, () => {
  const policy = brief({ name: 'page', lifeMs: LIFE_MS });
  let world: TestWorld;
  const processes = (count: number): TestProcess[] => Array.from({ length: count }, () => world.process());
  const get = ({ cache }: TestProcess, key = world.key): Promise<Served> =>
    cache.get(policy, key, world.source.load(key));
  const read = (process: TestProcess, key?: string): Promise<Served> =>
    world.subject.finish(get(process, key));
  /** A load that takes so long. */
  const slowly = async (process: TestProcess, ms: number): Promise<Served> => {
    world.source.hold();
    const served = get(process);
    await world.subject.pass(ms);
    world.source.release();
    return world.subject.finish(served);
  };

  beforeEach(() => {
    world = new TestWorld(memorySubject());
    world.source.write(world.key);
  });

  it('should be loaded once for all readers of all processes', async () => {
    const all = processes(8);
    const ask = () => Promise.all(all.flatMap((one) => Array.from({ length: 50 }, () => get(one))));
    await world.subject.finish(ask());
    expect(world.source.loads).toBe(1);
    const looks = all.map(({ link }) => link.looks);
    await ask();
    expect([world.source.loads, all.map(({ link }) => link.looks)]).toEqual([1, looks]);
  });

  it('should be over so long after its load was begun, in whatever level it was', async () => {
    const [one, two, three] = processes(3) as [TestProcess, TestProcess, TestProcess];
    const { clock } = world.subject;
    const began = clock.now();
    await slowly(one, 300);
    await world.subject.pass(600);
    world.source.write(world.key);
    for (const process of [one, two]) {
      expect((await read(process)).version).toBe(1);
      expect(process.reads.at(-1)?.until).toBeLessThanOrEqual(began + LIFE_MS);
    }
    expect(world.source.loads).toBe(1);
    await world.subject.pass(began + LIFE_MS - clock.now());
    for (const process of [one, two, three]) expect((await read(process)).version).toBe(2);
    expect(world.source.loads).toBe(2);
  });

  it('should be kept nowhere when its load took longer than it lives', async () => {
    const [one, two] = processes(2) as [TestProcess, TestProcess];
    await slowly(one, LIFE_MS + 1);
    for (const process of [one, two]) await read(process);
    expect(world.source.loads).toBe(2);
  });

  it('should need nobody to tell of its changes', async () => {
    const [one] = processes(1) as [TestProcess];
    one.bus.cut();
    for (let n = 0; n < 3; n += 1) await read(one);
    expect(world.source.loads).toBe(1);
    one.link.linked = false;
    await world.subject.pass(LIFE_MS);
    for (let n = 0; n < 3; n += 1) await read(one);
    expect(world.source.loads).toBe(2);
  });

  it('should be read past by who has just changed something', async () => {
    const [one] = processes(1) as [TestProcess];
    await read(one);
    world.source.write(world.key);
    one.past = true;
    expect((await read(one)).version).toBe(2);
    one.past = false;
    expect((await read(one)).version).toBe(2);
  });

  it('should not come back when the load that was begun before is the later one', async () => {
    const [one] = processes(1) as [TestProcess];
    world.source.hold();
    const early = get(one);
    await world.subject.pass(10);
    one.past = true;
    const late = one.cache.get(policy, world.key, async () => ({ version: 2, body: Buffer.from('late') }));
    expect((await world.subject.finish(late)).version).toBe(2);
    one.past = false;
    world.source.release();
    expect((await world.subject.finish(early)).version).toBe(1);
    expect((await read(one)).version).toBe(2);
  });

  it('should leave what is kept for long where it is, however many there are', async () => {
    const l1Bytes = 2 ** 18;
    const one = world.process({ l1Bytes });
    const lasting = Array.from({ length: 100 }, (_, n) => `${world.key}:lasting:${n}`);
    const readAll = () => Promise.all(lasting.map((key) => one.get(key)));
    await world.subject.finish(readAll());
    const { l1Bytes: before } = one.cache.counters;
    const pages = Array.from({ length: 2_000 }, (_, n) => get(one, `${world.key}:page:${n}`));
    await world.subject.finish(Promise.all(pages));
    expect(one.cache.counters.l1Bytes - before).toBeLessThanOrEqual(l1Bytes / 8);
    const { loads } = world.source;
    await readAll();
    expect(world.source.loads).toBe(loads);
  });

  it('should refuse a life that is longer than a change may stay unseen', () => {
    expect(() => brief({ name: 'page', lifeMs: LIFE_MS + 1 })).toThrow(RangeError);
  });
});
