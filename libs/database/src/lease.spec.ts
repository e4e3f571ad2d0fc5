import { Lease, LEASE_MS, LONG_LEASE_MS } from './lease.js';

describe(Lease, () => {
  let now = 0;
  const lease = () => new Lease(() => now);

  beforeEach(() => {
    now = 1_000;
  });

  it.each([LEASE_MS, LONG_LEASE_MS])(
    'should hold for %i ms from the question, whenever the answer came',
    (ms) => {
      const given = lease();
      now += 100;
      given.give(1_000, ms);
      now = 1_000 + ms - 1;
      expect(given.holds).toBe(true);
      now += 1;
      expect(given.holds).toBe(false);
      expect(given.given).toBe(true);
    },
  );

  it('should want to be renewed once half of it is over', () => {
    const given = lease();
    given.give(now, LONG_LEASE_MS);
    now += LONG_LEASE_MS / 2 - 1;
    expect(given.ageing).toBe(false);
    now += 1;
    expect([given.ageing, given.holds]).toEqual([true, true]);
  });

  it('should not hold before it is given, nor once it is revoked', () => {
    const given = lease();
    expect([given.holds, given.given]).toEqual([false, false]);
    given.give(now, LONG_LEASE_MS);
    given.revoke();
    expect([given.holds, given.given]).toEqual([false, false]);
  });
});
