import { createLogger } from '@tenfold/observability';
import { RedisProcess, TcpProxy, testStores, unique, waitFor } from '@tenfold/testing';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { gcraOf, gcraScript, grantOf, takenUntil, waitOf } from '../src/gcra.js';
import { MemoryLevel } from '../src/memory-level.js';
import { SharedLevel } from '../src/shared-level.js';

// Real: Redis, and a wire to it that can be frozen.
const logger = createLogger({ service: 'limits', level: 'silent' });
/** So slow that nothing comes back while a test runs. */
const gcra = gcraOf({ requests: 4, windowMs: 3_600_000, burst: 4 });

function levelAt(url: string, prefix = `limit:${unique('limits')}:`, counted = gcra): SharedLevel {
  const insurance = new MemoryLevel(counted);
  const level = new SharedLevel({ url, prefix, gcra: counted, insurance, logger });
  level.connect();
  return level;
}

async function admittedOf(count: number, ...levels: SharedLevel[]): Promise<number> {
  let admitted = 0;
  for (let n = 0; n < count; n += 1) {
    if ((await levels[n % levels.length]!.take('caller')) <= 0) admitted += 1;
  }
  return admitted;
}

describe(SharedLevel, () => {
  const { redisUrl } = testStores();
  let redis: Redis;

  beforeAll(() => {
    redis = new Redis(redisUrl);
  });

  afterAll(() => redis.disconnect());

  const rate = fc.record({
    requests: fc.integer({ min: 1, max: 1_000 }),
    windowMs: fc.integer({ min: 1, max: 100_000 }),
    burst: fc.integer({ min: 1, max: 100 }),
  });
  const asks = fc.array(
    fc.record({
      pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
      wanted: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 1, maxLength: 60 },
  );

  it('should say what the formula says, and count what it grants, of every history', async () => {
    await fc.assert(
      fc.asyncProperty(rate, asks, fc.integer({ min: 0, max: 2e15 }), async (limit, history, start) => {
        const script = gcraScript('local now = tonumber(ARGV[4])');
        const counted = gcraOf(limit);
        const key = unique('history');
        const pipeline = redis.pipeline();
        let now = start;
        let taken = start;
        const expected = history.map(({ pause, wanted }) => {
          now += Math.floor(pause * counted.interval);
          pipeline.eval(script, 1, key, counted.interval, counted.depth, wanted, now);
          const wait = waitOf(counted, taken, now);
          const granted = grantOf(counted, wait, wanted);
          if (granted > 0) taken = takenUntil(counted, wait + (granted - 1) * counted.interval, now);
          return [wait + 0, granted];
        });
        const answers = await pipeline.del(key).exec();
        expect(answers?.slice(0, -1)).toEqual(expected.map((answer) => [null, answer]));
      }),
      { numRuns: 60 },
    );
  });

  it('should let in exactly what there is, whoever of several processes has reserved it', async () => {
    const wide = gcraOf({ requests: 500, windowMs: 360_000_000, burst: 500 });
    const prefix = `limit:${unique('limits')}:`;
    const levels = [levelAt(redisUrl, prefix, wide), levelAt(redisUrl, prefix, wide)];
    await waitFor(() => levels.every((level) => level.available));
    let [admitted, atOnce, refused] = [0, 0, 0];
    // Each is refused as often as it takes to know that nothing is left anywhere.
    while (refused < 4) {
      for (const level of levels) {
        const reserved = level.takeReserved('caller');
        if (reserved !== undefined) atOnce += 1;
        if ((reserved ?? (await level.take('caller'))) <= 0) admitted += 1;
        else refused += 1;
      }
    }
    expect(admitted).toBe(500);
    expect(atOnce).toBeGreaterThan(250);
    expect(levels.map(({ insured }) => insured)).toEqual([0, 0]);
    levels.forEach((level) => level.close());
  });

  it('should count for all processes, and for one caller what is his', async () => {
    const prefix = `limit:${unique('limits')}:`;
    const levels = [levelAt(redisUrl, prefix), levelAt(redisUrl, prefix)];
    await waitFor(() => levels.every((level) => level.available));
    expect(await admittedOf(10, ...levels)).toBe(4);
    expect(await levels[0]!.take('another')).toBeLessThan(0);
    expect(levels.map(({ insured }) => insured)).toEqual([0, 0]);
    expect(await redis.pttl(`${prefix}caller`)).toBeGreaterThan(3_500_000);
    expect(await redis.pttl(`${prefix}another`)).toBeLessThanOrEqual(901_000);
    levels.forEach((level) => level.close());
  });

  it('should count by itself while Redis is gone, and with the others once it is back', async () => {
    const server = await RedisProcess.start();
    const level = levelAt(server.url);
    await waitFor(() => level.available);
    expect(await admittedOf(5, level)).toBe(4);
    await server.kill();
    expect(await admittedOf(5, level)).toBe(4);
    expect(level.insured).toBe(5);
    await server.run();
    await waitFor(() => level.available);
    // It kept nothing.
    expect(await admittedOf(5, level)).toBe(4);
    expect(level.insured).toBe(5);
    level.close();
    await server.kill();
  });

  it('should answer while Redis is silent', async () => {
    const { hostname, port } = new URL(redisUrl);
    const wire = new TcpProxy({ host: hostname, port: Number(port) });
    const { port: own } = await wire.open();
    const level = levelAt(`redis://127.0.0.1:${own}`);
    await waitFor(() => level.available);
    wire.freeze();
    const asked = Array.from({ length: 6 }, () => level.take('caller'));
    expect((await Promise.all(asked)).filter((wait) => wait <= 0)).toHaveLength(4);
    expect(level.insured).toBe(6);
    wire.mend();
    await waitFor(() => level.available);
    const insured = level.insured;
    await level.take('caller');
    expect(level.insured).toBe(insured);
    level.close();
    await wire.close();
  });

  it('should ask Redis on after a moment in which this process was held up', async () => {
    const level = levelAt(redisUrl);
    await waitFor(() => level.available);
    expect(await level.take('caller')).toBeLessThanOrEqual(0);
    const asked = Array.from({ length: 3 }, (_, n) => level.take(`caller ${n}`));
    // Now they are sent, and nothing is read before their time is over.
    await new Promise(setImmediate);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    expect((await Promise.all(asked)).every((wait) => wait <= 0)).toBe(true);
    expect([level.insured, level.available]).toEqual([3, true]);
    await level.take('caller 4');
    expect(level.insured).toBe(3);
    level.close();
  });

  it('should answer although its key holds something else', async () => {
    const prefix = `limit:${unique('limits')}:`;
    await redis.set(`${prefix}caller`, 'no number', 'PX', 60_000);
    const level = levelAt(redisUrl, prefix);
    await waitFor(() => level.available);
    expect(await admittedOf(5, level)).toBe(4);
    expect(level.insured).toBe(0);
    level.close();
  });
});
