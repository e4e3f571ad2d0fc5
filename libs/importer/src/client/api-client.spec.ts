import { reasonOf } from './api-client.js';

describe(reasonOf, () => {
  const refused = new Error('connect ECONNREFUSED 127.0.0.1:1');

  it.each([
    ['the cause of what fetch throws', refused],
    [
      'the first of several addresses',
      new AggregateError([refused, new Error('connect ECONNREFUSED ::1:1')]),
    ],
  ])('should say %s', (_what, cause) => {
    expect(reasonOf(new TypeError('fetch failed', { cause }))).toBe('connect ECONNREFUSED 127.0.0.1:1');
  });

  it('should say what there is where nothing caused it', () => {
    expect(reasonOf(new Error('The operation timed out'))).toBe('The operation timed out');
    expect(reasonOf('gone')).toBe('gone');
  });
});
