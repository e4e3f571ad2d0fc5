import { Report } from './report.js';

describe(Report, () => {
  let lines: string[];
  let report: Report;

  beforeEach(() => {
    lines = [];
    let now = 0;
    report = new Report(
      (line) => lines.push(line),
      () => (now += 7),
    );
  });

  it('should tell each step with its time, hand on what it gave, and count', async () => {
    await report.run('orders', async (step) => {
      const id = await step('places one', async () => 'o-1');
      await step(`reads ${id}`, async () => undefined);
    });
    expect(report.end()).toBe(0);
    expect(lines).toEqual([
      'ok     orders: places one (7 ms)',
      'ok     orders: reads o-1 (7 ms)',
      '2 passed, 0 failed',
    ]);
  });

  it('should end a journey at its first failure, and begin the next', async () => {
    await report.run('orders', async (step) => {
      await step('places one', async () => {
        throw new Error('401 token_invalid');
      });
      await step('never', async () => undefined);
    });
    await report.run('quiz', (step) => step('lists', async () => undefined));
    expect(report.end()).toBe(1);
    expect(lines).toEqual([
      'FAILED orders: places one (7 ms)',
      '  401 token_invalid',
      'ok     quiz: lists (7 ms)',
      '1 passed, 1 failed',
    ]);
  });

  it('should count what fails between the steps', async () => {
    await report.run('quiz', () => Promise.reject(new Error('no token')));
    expect(report.end()).toBe(1);
    expect(lines).toEqual(['FAILED quiz (0 ms)', '  no token', '0 passed, 1 failed']);
  });

  it('should not take nothing for success', () => {
    expect(report.end()).toBe(1);
  });
});
