import { Lru } from './lru.js';

describe('Lru', () => {
  it('should let go of what was used longest ago', () => {
    const lru = new Lru<string>(3);
    for (const key of ['a', 'b', 'c']) lru.set(key, key, 1);
    lru.get('a');
    lru.set('d', 'd', 1);
    expect(['a', 'b', 'c', 'd'].map((key) => lru.get(key))).toEqual(['a', undefined, 'c', 'd']);
  });

  it('should not keep what alone is above the budget', () => {
    const lru = new Lru<string>(3);
    lru.set('small', 's', 1);
    lru.set('big', 'b', 4);
    expect([lru.get('small'), lru.get('big')]).toEqual(['s', undefined]);
  });

  it('should count a replaced value once', () => {
    const lru = new Lru<number>(2);
    for (let value = 0; value < 5; value += 1) lru.set('a', value, 1);
    lru.set('b', 9, 1);
    expect([lru.get('a'), lru.get('b')]).toEqual([4, 9]);
  });
});
