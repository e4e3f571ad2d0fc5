import { parseSeedOptions } from './seed-options.js';

describe(parseSeedOptions, () => {
  it('should have a default for everything', () => {
    expect(parseSeedOptions(undefined)).toMatchObject({
      timeZone: 'UTC',
      currency: 'GBP',
      encoding: 'entities',
    });
  });

  it('should name every option that is wrong or unknown', () => {
    const wrong = { timeZone: 'Nowhere', currency: 'gbp', encoding: 'rot13', colour: 'red' };
    expect(() => parseSeedOptions(wrong)).toThrow(/timeZone.*currency.*encoding.*colour/);
  });
});
