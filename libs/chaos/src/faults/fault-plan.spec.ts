import { Random } from '../random.js';
import { VICTIMS, type Victim } from '../stack.js';
import { planFault } from './fault-plan.js';

const plans = (seed: number, count: number) => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => planFault(random));
};

describe(planFault, () => {
  it('should plan the same for the same seed', () => {
    expect(plans(3, 20)).toEqual(plans(3, 20));
  });

  it('should hit everybody in 200 rounds, by both kinds, and sometimes two at once', () => {
    const all = plans(1, 200);
    expect(new Set(all.flatMap(({ victims }) => victims))).toEqual(new Set(VICTIMS));
    expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['kill', 'freeze']));
    expect(new Set(all.map(({ victims }) => victims.length))).toEqual(new Set([1, 2]));
  });

  it.each<[Victim, Victim]>([
    ['shard-1', 'shard-1-replica'],
    ['orders', 'gateway'],
    ['nats', 'order-items'],
  ])('should start %s before %s, which needs it', (first, second) => {
    const both = plans(1, 5_000).find(({ victims }) => victims.includes(first) && victims.includes(second));
    expect(both?.victims).toEqual([first, second]);
  });
});
