import { failuresOf, milliseconds, Summary } from './summary.js';

describe(Summary, () => {
  function summaryOf(latencies: readonly number[], status = 200): Summary {
    const summary = new Summary();
    for (const latencyMs of latencies) summary.add({ latencyMs, status });
    return summary;
  }

  it('should take percentiles by nearest rank, in whatever order samples came', () => {
    const summary = summaryOf(Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(summary.percentiles([0.5, 0.95, 0.99, 1])).toEqual([50, 95, 99, 100]);
  });

  it('should have no percentile of nothing', () => {
    expect(new Summary().percentiles([0.5]).map(milliseconds)).toEqual(['-']);
  });

  it('should count what is not 2xx, by status, and what was not sent', () => {
    const summary = summaryOf([1, 2], 503);
    summary.add({ latencyMs: 1, status: 201 });
    summary.add({ latencyMs: 1, status: 0 });
    summary.skip();
    expect(failuresOf(summary)).toBe('1 × no answer, 2 × 503, 1 not sent');
    expect(failuresOf(summaryOf([1]))).toBe('-');
  });
});
