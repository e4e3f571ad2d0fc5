import type { Random } from './statistics/random.js';

/** Who is measured when: each round has one block of everybody, in an order of its own. */
export function schedule<T>(
  contenders: readonly T[],
  rounds: number,
  random: Random,
): { round: number; contender: T }[] {
  return Array.from({ length: rounds }, (_, round) =>
    random.shuffled(contenders).map((contender) => ({ round, contender })),
  ).flat();
}
