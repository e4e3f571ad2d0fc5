import fc from 'fast-check';
import { LineSampler } from './line-sampler.js';

describe(LineSampler, () => {
  it('should give every request its line while there are no more than wanted', () => {
    const sampler = new LineSampler(10, 0);
    for (let now = 0; now < 10_000; now += 110) expect(sampler.weigh(now)).toBe(1);
  });

  it('should give about as many lines a second as wanted, however many requests there are', () => {
    const sampler = new LineSampler(10, 0);
    const lines = Array.from({ length: 5 }, (_, second) => {
      let count = 0;
      for (let n = 0; n < 20_000; n += 1) if (sampler.weigh(second * 1_000 + n / 20) > 0) count += 1;
      return count;
    });
    // 10 lines each at distances of 1, 2, 4 …
    expect(lines[0]).toBeLessThanOrEqual(10 * 12);
    for (const count of lines.slice(1)) expect(count).toBeLessThanOrEqual(11);
    for (const count of lines) expect(count).toBeGreaterThanOrEqual(9);
  });

  it('should let the requests be counted by the weights of the lines', () => {
    const gaps = fc.array(fc.oneof(fc.nat(2), fc.nat(3_000)), { maxLength: 500 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), gaps, (perSecond, list) => {
        const sampler = new LineSampler(perSecond, 0);
        let [now, sum, last] = [0, 0, 0];
        list.forEach((gap, n) => {
          now += gap;
          const weight = sampler.weigh(now);
          sum += weight;
          if (weight > 0) last = n + 1;
        });
        expect(sum).toBe(last);
      }),
    );
  });
});
