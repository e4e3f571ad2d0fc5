import { groupingOf, selectorsOf } from './selectors.js';

describe(selectorsOf, () => {
  it('should tell what is asked, by which labels, and within what', () => {
    const query = 'sum by (job) (rate(a_total{x="1", y=~"2"}[5m])) / on (job) group_left (z) max(b)';
    expect(selectorsOf(query)).toEqual([
      { metric: 'a_total', labels: ['x', 'y'], within: ['rate', 'sum'], range: '5m' },
      { metric: 'b', labels: [], within: ['max'], range: undefined },
    ]);
    expect(groupingOf(query)).toEqual(['job', 'job', 'z']);
  });

  it('should see through an offset', () => {
    expect(selectorsOf('rate(a_total[5m] offset 1h)')).toMatchObject([{ within: ['rate'], range: '5m' }]);
  });

  it.each(['sum(a', 'a b', 'rate(a_total{x=1}[5m])'])('should refuse %s', (query) => {
    expect(() => selectorsOf(query)).toThrow('not PromQL');
  });
});
