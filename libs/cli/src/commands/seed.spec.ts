import { readArguments } from './seed.js';

describe(readArguments, () => {
  it('should turn flags into the options of the importer', () => {
    const args = [
      '--orders',
      'a.csv.gz',
      '--time-zone',
      'Europe/London',
      '--concurrency=2',
      '--keep-adjustments',
    ];
    expect(readArguments(args)).toEqual({
      orders: 'a.csv.gz',
      quizzes: undefined,
      url: undefined,
      options: { timeZone: 'Europe/London', concurrency: 2, keepAdjustments: true },
    });
  });

  it('should refuse a flag that it does not know', () => {
    expect(() => readArguments(['--order', 'a.csv'])).toThrow("Unknown option '--order'");
  });
});
