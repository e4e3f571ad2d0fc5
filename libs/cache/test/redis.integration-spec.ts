import { Strategies } from '@tenfold/strategies';
import { RedisProcess, testStores, unique, waitFor } from '@tenfold/testing';
import { Cache, immutable, mutable, RedisStore, type InvalidationBus } from '../src/index.js';
import {
  BusNetwork,
  checkInterleavings,
  describeCache,
  describeStore,
  TestSource,
} from '../src/testing/index.js';
import { logger, RedisSubject } from './redis-subject.js';

const THING = mutable({ name: 'thing', l2Ms: 60_000, staleMs: 60_000 });

/** Real: Redis. The bus between the processes, which are objects here, is in memory. */
describe('a cache over Redis', () => {
  let subject: RedisSubject;

  beforeAll(async () => {
    subject = await new RedisSubject(testStores().redisUrl).open();
  });

  afterAll(() => subject.close());

  describeStore('RedisStore', () => subject);
  describeCache('Cache over Redis', () => subject);

  it('should let leases, marks and entries end by themselves', async () => {
    const key = `${subject.prefix}{b1}:ends`;
    const { store } = subject;
    await store.tombstone(key, 'writer', 1, 60_000);
    await store.lease(key, 'token', 5_000);
    expect(await subject.ttl(key)).toBeGreaterThan(50_000);
    expect(await subject.ttl(`${key}:lease`)).toBeGreaterThan(1_000);
    await store.mark(key, 'writer', 5_000);
    expect(await subject.ttl(`${key}:marks`)).toBeGreaterThan(1_000);
    expect(await subject.ttl(key)).toBeGreaterThan(50_000);
  });

  it('should take what somebody else has written under a key for nothing', async () => {
    const foreign = await new RedisSubject(testStores().redisUrl).open();
    const { store } = foreign;
    const key = `${foreign.prefix}{b1}:foreign`;
    await foreign.write(key, 'not one of ours');
    expect(await store.get(key)).toBeUndefined();
    await foreign.close();
  });

  it('should show nothing older than the bound in random interleavings', async () => {
    await checkInterleavings(40, { subject });
  }, 120_000);

  it('should load once or twice when 10,000 readers in four processes miss at once', async () => {
    const network = new BusNetwork();
    const source = new TestSource();
    const key = `${subject.prefix}{b1}:${unique('hot')}`;
    source.write(key);
    const processes = await Promise.all([1, 2, 3, 4].map(() => open(testStores().redisUrl, network.join())));
    const reads = Array.from({ length: 10_000 }, (_, n) =>
      processes[n % 4]!.cache.get(THING, key, source.load(key)),
    );
    for (const { version } of await Promise.all(reads)) expect(version).toBe(1);
    expect(source.loads).toBeLessThanOrEqual(2);
    await Promise.all(processes.map(({ store }) => store.close()));
  });
});

describe('a cache whose Redis is killed', () => {
  let redis: RedisProcess;

  beforeAll(async () => {
    redis = await RedisProcess.start();
  });

  afterAll(() => redis.kill());

  it('should answer every reader before, while and after, and use it again', async () => {
    const { store, cache } = await open(redis.url, new BusNetwork().join());
    const source = new TestSource();
    const keys = Array.from({ length: 50 }, (_, n) => `test:{b${n}}:thing`);
    keys.forEach((key) => source.write(key));
    const fixed = immutable({ name: 'fixed', l2Ms: 60_000 });
    let answers = 0;
    let loading = true;
    const reader = async (from: number): Promise<void> => {
      for (let n = from; loading; n += 1) {
        const key = keys[n % keys.length]!;
        const policy = n % 2 === 0 ? THING : fixed;
        const served = await cache.get(policy, `${policy.name}:${key}:${Math.floor(n / 500)}`, async () => ({
          version: 1,
          body: Buffer.from(key),
        }));
        expect(served.body?.toString()).toBe(key);
        if (n % 50 === 0)
          await cache.change(
            key,
            async () => source.write(key),
            (version) => version,
          );
        answers += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    const load = Promise.all(Array.from({ length: 20 }, (_, n) => reader(n)));
    const more = async (): Promise<void> => {
      const before = answers;
      await waitFor(() => answers > before + 2_000);
    };
    await more();
    await redis.kill();
    await waitFor(() => !store.available);
    await more();
    await redis.run();
    await waitFor(() => store.available);
    await more();
    loading = false;
    await load;
    expect(cache.counters.storeErrors).toBeGreaterThan(0);
    const key = 'test:{b1}:after';
    await cache.get(THING, key, async () => ({ version: 1, body: Buffer.from('x') }));
    expect(await store.get(key)).toMatchObject({ version: 1 });
    await store.close();
  }, 60_000);
});

async function open(url: string, bus: InvalidationBus): Promise<{ store: RedisStore; cache: Cache }> {
  const store = new RedisStore({ url, logger, prefix: 'test:' });
  store.connect();
  await waitFor(() => store.available);
  return { store, cache: new Cache({ store, bus, strategies: new Strategies(), l1Bytes: 2 ** 24 }) };
}
