import { PositionHistory } from './position-history.js';

describe(PositionHistory, () => {
  it('should require the oldest position that is still young enough', () => {
    const history = new PositionHistory(1_000);
    for (const [at, position] of [
      [0, 10n],
      [300, 20n],
      [600, 30n],
    ] as const)
      history.add(at, position);
    expect(history.requiredAt(900, 1_000)).toBe(10n);
    expect(history.requiredAt(900, 700)).toBe(20n);
    expect(history.requiredAt(900, 300)).toBe(30n);
  });

  it('should require what nobody knows when the primary has not been asked for too long', () => {
    const history = new PositionHistory(1_000);
    expect(history.requiredAt(0, 1_000)).toBeUndefined();
    history.add(0, 10n);
    expect(history.requiredAt(1_001, 1_000)).toBeUndefined();
  });

  it('should not take an idle primary for lag', () => {
    const history = new PositionHistory(1_000);
    for (let at = 0; at <= 60_000; at += 250) history.add(at, 10n);
    expect(history.ageOf(10n, 60_100)).toBe(100);
    expect(history.ageOf(9n, 60_100)).toBeUndefined();
  });

  it('should tell how old a late server is', () => {
    const history = new PositionHistory(10_000);
    for (let at = 0; at <= 5_000; at += 250) history.add(at, BigInt(at));
    expect(history.ageOf(2_100n, 5_000)).toBe(3_000);
  });
});
