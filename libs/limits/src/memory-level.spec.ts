import fc from 'fast-check';
import { gcraOf, takenUntil, waitOf } from './gcra.js';
import { MemoryLevel } from './memory-level.js';

const gcra = gcraOf({ requests: 10, windowMs: 1_000, burst: 5 });

const history = fc.array(
  fc.record({
    caller: fc.constantFrom('a', 'b', 'c'),
    times: fc.integer({ min: 1, max: 6 }),
    /** In intervals, of which a burst has five. */
    pause: fc.oneof(
      fc.constant(0),
      fc.constantFrom(0.5, 1, 2, 3, 5, 6),
      fc.double({ min: 0, max: 6, noNaN: true }),
    ),
  }),
  { maxLength: 40, size: 'max' },
);

describe(MemoryLevel, () => {
  it('should say of every caller what one that forgets nobody says', () => {
    fc.assert(
      fc.property(history, (requests) => {
        let now = 0;
        const level = new MemoryLevel(gcra, () => now, 6);
        const taken = new Map<string, number>();
        for (const { caller, times, pause } of requests) {
          now += Math.floor(pause * gcra.interval);
          for (let time = 0; time < times; time += 1) {
            const wait = waitOf(gcra, taken.get(caller) ?? 0, now);
            if (wait <= 0) taken.set(caller, takenUntil(gcra, wait, now));
            expect(level.look(caller)).toBe(wait);
            expect(level.take(caller)).toBe(wait);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('should keep to its room in a flood, and not forget who goes on', () => {
    const level = new MemoryLevel(gcra, () => 0, 10_000);
    for (let n = 0; n < 5; n += 1) expect(level.take('greedy')).toBeLessThanOrEqual(0);
    let largest = 0;
    for (let n = 0; n < 100_000; n += 1) {
      level.take(`2001:db8:${n >> 16}:${n & 0xffff}::/64`);
      if (n % 1_000 === 0) expect(level.take('greedy')).toBeGreaterThan(0);
      largest = Math.max(largest, level.size);
    }
    expect(largest).toBe(10_000);
  });

  it('should forget those whose time is over, without being asked about them', () => {
    let now = 0;
    const level = new MemoryLevel(gcra, () => now);
    for (let n = 0; n < 100; n += 1) level.take(`caller ${n}`);
    for (const _turn of [1, 2]) {
      now += gcra.depth;
      level.take('another');
    }
    expect(level.size).toBe(2);
  });
});
