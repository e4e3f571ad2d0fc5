import { schedule } from './schedule.js';
import { Random } from './statistics/random.js';

describe(schedule, () => {
  const names = ['ours', 'fastify', 'express'];

  it('should measure everybody once in each round', () => {
    const blocks = schedule(names, 9, new Random(1));
    for (let round = 0; round < 9; round++) {
      const inRound = blocks.filter((block) => block.round === round).map(({ contender }) => contender);
      expect(inRound.toSorted()).toEqual(names.toSorted());
    }
  });

  it('should finish a round before the next one begins', () => {
    const rounds = schedule(names, 9, new Random(1)).map(({ round }) => round);
    expect(rounds).toEqual(rounds.toSorted((a, b) => a - b));
  });

  it('should change the order between rounds, and bring it back with the seed', () => {
    const orders = (seed: number): string[] => {
      const blocks = schedule(names, 9, new Random(seed));
      return Array.from({ length: 9 }, (_, round) =>
        blocks
          .filter((block) => block.round === round)
          .map(({ contender }) => contender)
          .join(),
      );
    };
    expect(new Set(orders(1)).size).toBeGreaterThan(1);
    expect(orders(1)).toEqual(orders(1));
    expect(orders(1)).not.toEqual(orders(2));
  });
});
