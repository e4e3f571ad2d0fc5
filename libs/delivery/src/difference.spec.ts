import { together, type Difference } from './difference.js';

describe(together, () => {
  const difference: Difference = { kind: 'day_sums', key: 'a', detail: '', outcome: 'open' };

  it('should add like to like, and keep all differences', () => {
    const parts = [
      { compared: { orders: 2, days: 1 }, differences: [difference] },
      { compared: { orders: 3 }, differences: [difference] },
    ];
    expect(together(parts)).toEqual({
      compared: { orders: 5, days: 1 },
      differences: [difference, difference],
    });
    expect(together([])).toEqual({ compared: {}, differences: [] });
  });
});
