import { parseCounter, requireLane } from './lane.js';

describe(requireLane, () => {
  it('should refuse a section past the response cache in which that has answered', () => {
    expect(() => requireLane('lets-by', 3, 1_000)).toThrow('answered 3 requests that were to go past it');
    expect(() => requireLane('lets-by', 0, 1_000)).not.toThrow();
  });

  it('should refuse a section of the response cache in which something else has answered', () => {
    expect(() => requireLane('answers', 999, 1_000)).toThrow('answered 999 of at least 1000 requests');
    expect(() => requireLane('answers', 1_200, 1_000)).not.toThrow();
  });
});

describe(parseCounter, () => {
  it('should add up the counter over its labels, and only that', () => {
    const text = [
      '# TYPE tenfold_lane_answers_total counter',
      'tenfold_lane_answers_total{status="200"} 40',
      'tenfold_lane_answers_total{status="304"} 2',
      'tenfold_lane_misses_total 7',
    ].join('\n');
    expect(parseCounter(text)).toBe(42);
  });

  it('should refuse an export without it', () => {
    expect(() => parseCounter('up 1')).toThrow('exports no tenfold_lane_answers_total');
  });
});
