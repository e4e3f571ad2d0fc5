import { MemoryStore } from './memory-store.js';
import { describeStore, entry, FakeClock } from './testing/index.js';

const MEGABYTE = 2 ** 20;

describeStore('MemoryStore', () => {
  const clock = new FakeClock();
  return { store: new MemoryStore(MEGABYTE * 16, clock), prefix: 'test:', pass: (ms) => clock.pass(ms) };
});

describe(MemoryStore, () => {
  const fill = async (store: MemoryStore, key: string, bytes: number) => {
    await store.lease(key, key, 1_000);
    return store.fill(key, key, entry(1, Buffer.alloc(bytes)), 60_000);
  };

  it('should take no more bytes than its budget, keys and overhead included', async () => {
    const store = new MemoryStore(MEGABYTE);
    for (let n = 0; n < 20_000; n += 1) await fill(store, `key-${n}`, n % 200);
    expect(store.bytes).toBeLessThanOrEqual(MEGABYTE);
    expect(store.bytes).toBeGreaterThan(MEGABYTE * 0.9);
    expect(await store.get('key-19999')).toBeDefined();
    expect(await store.get('key-0')).toBeUndefined();
  });

  it('should not let one large body drive out many', async () => {
    const store = new MemoryStore(MEGABYTE);
    await fill(store, 'small', 10);
    await fill(store, 'large', MEGABYTE / 64);
    expect(await store.get('large')).toBeUndefined();
    expect(await store.get('small')).toBeDefined();
  });
});
