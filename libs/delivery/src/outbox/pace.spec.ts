import { jest } from '@jest/globals';
import { Pace } from './pace.js';

const TIMES = { firstMs: 100, restMs: 30_000 };

describe(Pace, () => {
  let pauses: number[];
  let pace: Pace;
  /** A loop that finds nothing, and notes how long it has paused. */
  const loop = async (turns: number, atMostMs?: number): Promise<void> => {
    for (let n = 0; n < turns; n += 1) {
      const begun = Date.now();
      await pace.pause(atMostMs);
      pauses.push(Date.now() - begun);
    }
  };

  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
    [pauses, pace] = [[], new Pace(TIMES)];
  });
  afterEach(() => jest.useRealTimers());

  it('should become slower while nothing is found, and then rest', async () => {
    void loop(20);
    await jest.advanceTimersByTimeAsync(10 * 60_000);
    expect(pauses.slice(0, 4)).toEqual([100, 200, 400, 800]);
    expect(pauses.slice(10).every((ms) => ms >= 29_999)).toBe(true);
  });

  it('should cut a pause short when it is woken, and not to nothing', async () => {
    void loop(20);
    await jest.advanceTimersByTimeAsync(5 * 60_000);
    const before = pauses.length;
    for (let n = 0; n < 50; n += 1) pace.wake();
    await jest.advanceTimersByTimeAsync(99);
    expect(pauses.length).toBe(before);
    await jest.advanceTimersByTimeAsync(50);
    expect(pauses.length).toBe(before + 1);
  });

  it('should pause no longer than until what is known to come', async () => {
    void loop(12, 700);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(Math.max(...pauses)).toBe(700);
  });

  it('should end at once when it is stopped', async () => {
    const first = pace.pause();
    pace.stop();
    await first;
    await pace.pause();
    expect(jest.getTimerCount()).toBe(0);
  });
});
