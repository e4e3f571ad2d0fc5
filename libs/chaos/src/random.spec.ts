import { Random } from './random.js';

const draw = (random: Random): number[] => Array.from({ length: 5 }, () => random.whole(1, 1_000));

describe(Random, () => {
  it('should draw the same numbers for the same seed, and others for another', () => {
    expect(draw(new Random(7))).toEqual(draw(new Random(7)));
    expect(draw(new Random(7))).not.toEqual(draw(new Random(8)));
  });

  it('should fork a sequence that does not depend on what was drawn before', () => {
    const used = new Random(7);
    used.next();
    expect(draw(used.fork('worker 1'))).toEqual(draw(new Random(7).fork('worker 1')));
    expect(draw(used.fork('worker 1'))).not.toEqual(draw(used.fork('worker 2')));
  });

  it('should reach both ends of a range', () => {
    const random = new Random(1);
    const drawn = new Set(Array.from({ length: 200 }, () => random.whole(1, 3)));
    expect([...drawn].sort()).toEqual([1, 2, 3]);
  });
});
