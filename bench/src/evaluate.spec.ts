import type { Block } from './contender.js';
import { evaluate } from './evaluate.js';
import { Random } from './statistics/random.js';
import type { Measure } from './measures.js';

const measure: Measure = {
  id: 'route-vs-fastify',
  title: 'a route',
  section: 'route',
  peers: ['slow', 'fast'],
  unit: 'requests/s',
  of: 'rate',
  direction: 'at-least',
  floor: 0.75,
  goal: 0.9,
};

function block(contender: string, done: number, more: Partial<Block> = {}): Block {
  return {
    contender,
    round: 0,
    done,
    seconds: 1,
    cpu: {},
    cpuCounted: 1,
    generatorShare: 0.5,
    background: 0,
    slow: 0,
    ...more,
  };
}

const PACE = { starts: 1, rounds: 1, blockMs: 400, warmMs: 0, rewarmMs: 0, slow: 0.1 };

const blocks = [block('ours', 80), block('slow', 50), block('fast', 100)];
const run = (of: Partial<Measure>, all: readonly Block[]) =>
  evaluate(
    { ...measure, ...of },
    { blocks: all, thrownAway: { ours: 1, slow: 3 }, pace: PACE },
    new Random(1),
  );

describe(evaluate, () => {
  it('should compare with the fastest way to write the peer', () => {
    expect(run({}, blocks)).toMatchObject({
      peerName: 'fast',
      ratio: { median: 0.8 },
      holds: true,
      reachesGoal: false,
      thrownAway: 4,
      thrownAwayBy: { ours: 1, slow: 3 },
    });
  });

  it('should compare CPU time where the generator may have been the limit, and say so', () => {
    const bound = [
      block('ours', 80, { generatorShare: 0.95, cpuCounted: 20 }),
      block('fast', 100, { cpuCounted: 10 }),
    ];
    expect(run({ peers: ['fast'] }, bound)).toMatchObject({
      generatorBound: true,
      ratio: { median: 0.5 },
      holds: false,
    });
  });

  it('should compare rates where the generator was busy in a few blocks only', () => {
    const rounds = [0, 1, 2].flatMap((round) => [
      block('ours', 80, { round, generatorShare: round === 0 ? 0.95 : 0.5, cpuCounted: 20 }),
      block('fast', 100, { round, cpuCounted: 10 }),
    ]);
    expect(run({ peers: ['fast'] }, rounds)).toMatchObject({ generatorBound: false, ratio: { median: 0.8 } });
  });

  it('should keep what was compared in the order of the rounds, with the pace', () => {
    const rounds = [2, 0, 1].flatMap((round) => [
      block('fast', 10, { round }),
      block('ours', 10 + round, { round }),
    ]);
    expect(run({ peers: ['fast'] }, rounds)).toMatchObject({
      rounds: { ours: [10, 11, 12], peer: [10, 10, 10] },
      pace: PACE,
    });
  });

  it('should hold the upper end against a limit where less is better', () => {
    const costs = [block('ours', 1, { cpuCounted: 30 }), block('fast', 1, { cpuCounted: 10 })];
    const most = { of: 'cpu', direction: 'at-most', peers: ['fast'] } as const;
    expect(run({ ...most, floor: 3 }, costs)).toMatchObject({ ratio: { median: 3 }, holds: true });
    expect(run({ ...most, floor: 2.9 }, costs)).toMatchObject({ holds: false });
  });

  it('should need no peer for a limit that stands by itself', () => {
    const idle = run({ of: 'share', direction: 'at-most', peers: null, floor: 0.01 }, [block('ours', 0.004)]);
    expect(idle).toMatchObject({ peer: null, peerName: null, ratio: { median: 0.004 }, holds: true });
  });

  it('should judge nothing that has no floor', () => {
    const { floor: _floor, goal: _goal, ...informative } = { ...measure, peers: ['fast'] };
    expect(evaluate(informative, { blocks, thrownAway: {}, pace: PACE }, new Random(1))).toMatchObject({
      holds: null,
    });
  });
});
