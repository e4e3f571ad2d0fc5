import fc from 'fast-check';
import { gcraOf, takenUntil, waitOf } from './gcra.js';

const rate = fc.record({
  requests: fc.integer({ min: 1, max: 1_000 }),
  // The shortest ones are rounded most.
  windowMs: fc.oneof(fc.constantFrom(1, 2, 3), fc.integer({ min: 1, max: 100_000 })),
  burst: fc.integer({ min: 1, max: 20 }),
});
/** Bunches and pauses, as shares of the time that one request takes. */
const pauses = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })), {
  minLength: 1,
  maxLength: 200,
  size: 'max',
});

describe(waitOf, () => {
  it('should let in no more than the burst and the rate allow, in any stretch of time', () => {
    fc.assert(
      fc.property(rate, pauses, (limit, gaps) => {
        const gcra = gcraOf(limit);
        const admitted: number[] = [];
        let [now, taken] = [0, 0];
        for (const gap of gaps) {
          now += Math.floor(gap * gcra.interval);
          const wait = waitOf(gcra, taken, now);
          if (wait > 0) continue;
          taken = takenUntil(gcra, wait, now);
          admitted.push(now);
        }
        const perMicro = limit.requests / (limit.windowMs * 1_000);
        for (const [first, from] of admitted.entries()) {
          for (const [more, to] of admitted.slice(first).entries()) {
            const most = limit.burst + (to - from) * perMicro;
            expect(more + 1).toBeLessThanOrEqual(Math.floor(most + 1e-9));
          }
        }
      }),
    );
  });

  it('should let in exactly one after the wait, and nobody a moment before', () => {
    fc.assert(
      fc.property(rate, fc.nat(1_000_000), (limit, start) => {
        const gcra = gcraOf(limit);
        let taken = 0;
        for (let n = 0; n < limit.burst; n += 1) {
          const wait = waitOf(gcra, taken, start);
          expect(wait).toBeLessThanOrEqual(0);
          expect(Math.floor(-wait / gcra.interval) + n + 1).toBe(limit.burst);
          taken = takenUntil(gcra, wait, start);
        }
        const wait = waitOf(gcra, taken, start);
        expect(wait).toBe(gcra.interval);
        const then = start + wait;
        expect(waitOf(gcra, taken, then - 1)).toBe(1);
        expect(waitOf(gcra, taken, then)).toBe(0);
        expect(waitOf(gcra, takenUntil(gcra, 0, then), then)).toBe(gcra.interval);
      }),
    );
  });

  it('should give everything back after the time of a burst, and keep nobody out for longer', () => {
    fc.assert(
      fc.property(rate, fc.nat(), (limit, taken) => {
        const gcra = gcraOf(limit);
        // Whatever was counted, by whatever clock.
        const wait = waitOf(gcra, taken, 0);
        expect(wait).toBeLessThanOrEqual(gcra.interval);
        expect(waitOf(gcra, Math.min(taken, gcra.depth), gcra.depth)).toBe(gcra.interval - gcra.depth);
      }),
    );
  });
});
