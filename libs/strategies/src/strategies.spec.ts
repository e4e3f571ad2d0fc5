import { ALL_ON, Strategies, type Positions } from './strategies.js';

describe(Strategies, () => {
  it('should have everything on unless it is told otherwise', () => {
    expect(new Strategies().positions).toEqual(ALL_ON);
    expect(new Strategies({ cache: false }).positions).toEqual({ ...ALL_ON, cache: false });
  });

  it('should tell its listeners of a change, once and after it has happened', () => {
    const strategies = new Strategies();
    const seen: Positions[] = [];
    strategies.onChange((positions) => seen.push(positions));

    expect(strategies.set({ fields: false })).toBe(true);
    expect(strategies.set({ fields: false })).toBe(false);

    expect(seen).toEqual([{ ...ALL_ON, fields: false }]);
    expect(strategies.isOn('fields')).toBe(false);
  });
});
