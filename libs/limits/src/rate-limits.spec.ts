import { createLogger } from '@tenfold/observability';
import { collector } from '@tenfold/testing';
import type { IncomingMessage } from 'node:http';
import { RateLimits } from './rate-limits.js';

const collect = collector();

function heapUsed(): number {
  collect('major');
  return process.memoryUsage().heapUsed;
}

describe(RateLimits, () => {
  it('should stay small in a flood of addresses with long headers', () => {
    const limits = new RateLimits({
      anonymous: { requests: 10, windowMs: 60_000, burst: 10 },
      principal: 'off',
      hops: 1,
      name: 'flood',
      redisUrl: 'redis://127.0.0.1:1',
      logger: createLogger({ service: 'flood', level: 'silent' }),
      clock: () => 0,
    });
    const before = heapUsed();
    for (let n = 0; n < 100_000; n += 1) {
      // Made of bytes each time, as what comes from a socket.
      const header = Buffer.from(`${'spoofed, '.repeat(200)}203.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
      const headers = { 'x-forwarded-for': header.toString('latin1') };
      limits.chargeAddress({ socket: { remoteAddress: '10.0.0.1' }, headers } as unknown as IncomingMessage);
    }
    expect(heapUsed() - before).toBeLessThan(20 * 1024 * 1024);
    expect(limits.counters).toEqual({
      admitted: 100_000,
      refused: 0,
      refusedBy: { anonymous: 0, principal: 0 },
      insured: 0,
      callers: 100_000,
    });
  });
});
