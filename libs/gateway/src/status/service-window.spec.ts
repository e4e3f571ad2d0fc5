import fc from 'fast-check';
import { ServiceWindow } from './service-window.js';

const KEPT_MS = 30_000;
const INTERVAL_MS = 2_000;

describe(ServiceWindow, () => {
  function after(...counts: readonly number[]): ServiceWindow {
    const window = new ServiceWindow('quiz', KEPT_MS);
    counts.forEach((count, index) => window.add(index * INTERVAL_MS, `requests_total ${count}`, {}));
    return window;
  }
  const rateOf = (window: ServiceWindow, overMs = KEPT_MS): number | undefined =>
    window.rate('requests_total', overMs)[0]?.value;

  it('should tell what was added a second, over no longer than it is asked for', () => {
    expect(rateOf(after(100, 110, 130))).toBe(7.5);
    expect(rateOf(after(100, 110, 130), INTERVAL_MS)).toBe(10);
  });

  it('should count from 0 what begins meanwhile, or again after a restart', () => {
    const window = after(5);
    window.add(INTERVAL_MS, 'requests_total 5\nerrors_total 4', {});
    expect(window.rate('errors_total', KEPT_MS)[0]?.value).toBe(2);
    expect(rateOf(after(1_000, 4))).toBe(2);
  });

  it('should know no rate before the second scrape, and nothing of a service that does not answer', () => {
    expect(rateOf(after(1))).toBeUndefined();
    const window = after(1, 2);
    window.miss();
    expect([rateOf(window), window.latest('requests_total'), window.up()[0]?.value]).toEqual([
      undefined,
      [],
      0,
    ]);
  });

  it('should never tell a negative rate', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 2, maxLength: 40 }), (counts) => {
        expect(rateOf(after(...counts))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
