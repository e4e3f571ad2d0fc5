import { parseSeedOptions } from './seed-options.js';

describe(parseSeedOptions, () => {
  it('should have a default for everything', () => {
    expect(parseSeedOptions(undefined)).toMatchObject({
      timeZone: 'UTC',
      currency: 'GBP',
      quizEncoding: 'entities',
    });
  });

  it('should name every option that is wrong or unknown', () => {
    const wrong = { timeZone: 'Nowhere', currency: 'gbp', quizEncoding: 'rot13', map: 'x', colour: 'red' };
    expect(() => parseSeedOptions(wrong)).toThrow(/timeZone.*currency.*map.*quizEncoding.*colour/);
  });
});
