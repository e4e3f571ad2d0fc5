import { RollingUtilization, type LoopTime } from './rolling-utilization.js';

describe(RollingUtilization, () => {
  let loop = { idle: 0, active: 0 };
  const read = (): LoopTime => ({ ...loop });

  /** A second of the loop's life. */
  function second(utilization: RollingUtilization, busy: number, length = 1_000): void {
    loop.active += busy * length;
    loop.idle += (1 - busy) * length;
    utilization.sample();
  }

  beforeEach(() => {
    loop = { idle: 0, active: 0 };
  });

  it('should be none before the loop turns', () => {
    expect(new RollingUtilization(read).ratio).toBe(0);
  });

  it('should forget what is longer ago than its window', () => {
    const utilization = new RollingUtilization(read);
    for (let n = 0; n < 30; n += 1) second(utilization, 1);
    expect(utilization.ratio).toBe(1);
    for (let n = 0; n < 5; n += 1) second(utilization, 0);
    expect(utilization.ratio).toBeCloseTo(0.5);
    for (let n = 0; n < 5; n += 1) second(utilization, 0);
    expect(utilization.ratio).toBe(0);
  });

  it('should say the same to everybody who asks, however often', () => {
    const utilization = new RollingUtilization(read);
    for (let n = 0; n < 12; n += 1) second(utilization, n % 2);
    const asked = Array.from({ length: 5 }, () => utilization.ratio);
    expect(new Set(asked)).toEqual(new Set([0.5]));
  });

  it('should count a loop that was held up for longer than the window', () => {
    const utilization = new RollingUtilization(read);
    for (let n = 0; n < 20; n += 1) second(utilization, 0);
    second(utilization, 1, 30_000);
    expect(utilization.ratio).toBe(1);
  });
});
