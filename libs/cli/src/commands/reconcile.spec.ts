import { renderComparison } from './reconcile.js';

describe(renderComparison, () => {
  const compared = { orders: 11, 'buckets of customers': 4_096 };

  it('should say how many of what agree', () => {
    expect(renderComparison({ compared, differences: [] })).toBe(
      'Everything agrees: 11 orders, 4,096 buckets of customers.',
    );
  });

  it('should say what was compared beside what disagrees', () => {
    const one = { kind: 'day_sums', key: '2010-12-01 GBP', outcome: 'open', detail: '{}' } as const;
    const text = renderComparison({ compared, differences: [one] });
    expect(text).toContain('2010-12-01 GBP');
    expect(text).toMatch(/Compared: 11 orders, 4,096 buckets of customers\.$/);
  });

  it('should not call nothing an agreement of something', () => {
    expect(renderComparison({ compared: {}, differences: [] })).toContain('nothing to compare');
  });
});
