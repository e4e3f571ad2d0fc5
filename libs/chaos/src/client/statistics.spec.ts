import { Statistics } from './statistics.js';

describe(Statistics, () => {
  it('should know the longest time between two acknowledgements, without the pauses', () => {
    let now = 0;
    const statistics = new Statistics(() => now);
    for (const at of [0, 10, 40]) {
      now = at;
      statistics.ack();
    }
    statistics.pause();
    now = 1_000;
    statistics.ack();
    expect(statistics).toMatchObject({ acked: 4, longestGapMs: 30 });
  });

  it('should count answers from 500 up', () => {
    const statistics = new Statistics();
    statistics.refuse(503, 'dependency_unavailable', 0);
    statistics.refuse(503, 'dependency_unavailable', 0);
    statistics.refuse(409, 'conflict', 0);
    expect(statistics.serverErrors).toBe(2);
    expect(statistics.failures.map(({ status }) => status)).toEqual([503, 503]);
  });
});
