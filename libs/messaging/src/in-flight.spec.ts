import { InFlight } from './in-flight.js';

describe(InFlight, () => {
  it('should admit as many as its limit, count what it refused, and admit again when one is done', () => {
    const inFlight = new InFlight(2);
    expect([inFlight.enter(), inFlight.enter(), inFlight.enter()]).toEqual([true, true, false]);
    expect([inFlight.count, inFlight.refused]).toEqual([2, 1]);
    inFlight.leave();
    expect(inFlight.enter()).toBe(true);
  });

  it('should tell all who wait once nothing is under way, and at once when nothing is', async () => {
    const inFlight = new InFlight(2);
    await inFlight.idle();
    inFlight.enter();
    inFlight.enter();
    const told: string[] = [];
    const waiting = ['a', 'b'].map(async (name) => {
      await inFlight.idle();
      told.push(name);
    });
    inFlight.leave();
    await Promise.resolve();
    expect(told).toEqual([]);
    inFlight.leave();
    await Promise.all(waiting);
    expect(told).toEqual(['a', 'b']);
  });
});
