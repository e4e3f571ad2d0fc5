import { readOutput, steadyRate } from './pgbench.js';

describe(readOutput, () => {
  it('should read how many transactions there were, and how fast', () => {
    const text =
      'number of transactions actually processed: 400\nnumber of failed transactions: 0 (0.000%)\ntps = 200.0\n';
    expect(readOutput(text)).toEqual({ done: 400, seconds: 2 });
  });

  it('should refuse a run with transactions that failed', () => {
    const text =
      'transactions actually processed: 400\nnumber of failed transactions: 1 (0.250%)\ntps = 200.0\n';
    expect(() => readOutput(text)).toThrow('no good result');
  });
});

describe(steadyRate, () => {
  it('should leave out the first second, in which connections prepare', () => {
    const lines = [50, 200, 220].map(
      (rate, index) => `progress: ${index + 1}.0 s, ${rate}.0 tps, lat 1 ms, 0 failed`,
    );
    expect(steadyRate(lines.join('\n'))).toBe(210);
  });

  it('should know none of a run of one second', () => {
    expect(steadyRate('progress: 1.0 s, 50.0 tps, lat 1 ms')).toBeUndefined();
  });
});
