import { bodyHashOf } from './body-hash.js';

describe('bodyHashOf', () => {
  it('should not care about the order of members', () => {
    expect(bodyHashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(
      bodyHashOf({ b: { d: null, c: [1, 2] }, a: 1 }),
    );
  });

  it.each([[{ a: 2 }], [{ a: '1' }], [{ a: [1] }], [{ a: 1, b: null }], [{}]])(
    'should tell %j from {"a":1}',
    (other) => expect(bodyHashOf(other)).not.toBe(bodyHashOf({ a: 1 })),
  );
});
