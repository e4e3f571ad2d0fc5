import fc from 'fast-check';
import { seedFor, shuffled } from './shuffle.js';

const seed = fc.integer();

describe('shuffled', () => {
  it('should lose and double nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), seed, (items, value) => {
        expect(shuffled(items, value).toSorted()).toEqual(items.toSorted());
      }),
    );
  });

  it('should give the same order for the same seed', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), seed, (items, value) => {
        expect(shuffled(items, value)).toEqual(shuffled(items, value));
      }),
    );
  });

  it('should keep the orders that stored seeds stand for', () => {
    expect(shuffled(['a', 'b', 'c', 'd', 'e', 'f'], 42)).toEqual(['b', 'a', 'e', 'f', 'c', 'd']);
    expect(shuffled(['a', 'b', 'c', 'd', 'e', 'f'], -7)).toEqual(['d', 'a', 'e', 'f', 'b', 'c']);
  });

  it('should put each item at each place about equally often', () => {
    const places = [0, 0, 0, 0];
    for (let value = 0; value < 8_000; value += 1) {
      const place = shuffled([0, 1, 2, 3], seedFor(value, 'salt')).indexOf(0);
      places[place] = (places[place] ?? 0) + 1;
    }
    for (const count of places) expect(Math.abs(count - 2_000)).toBeLessThan(200);
  });
});
