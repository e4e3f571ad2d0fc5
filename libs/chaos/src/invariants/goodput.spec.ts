import type { Sample } from '../client/open-loop.js';
import { checkGoodput, quantile, type Phase } from './goodput.js';

const good: Sample = { startedAt: 0, ms: 20, status: 201, retryAfter: false };
const refused: Sample = { startedAt: 0, ms: 5, status: 503, retryAfter: true };
const many = (sample: Sample, count = 100): Sample[] => Array<Sample>(count).fill(sample);
const phase = (state: Phase['state'], others: readonly Sample[], own: readonly Sample[]): Phase => {
  return { state, from: 0, to: 1_000, others, own };
};
const rulesOf = (down: Phase): string[] => {
  return checkGoodput([phase('up', many(good), many(good)), down]).map(({ rule }) => rule);
};

describe(checkGoodput, () => {
  it('should find nothing when the others go on and the dead are told to come again', () => {
    expect(rulesOf(phase('dead', many(good), many(refused)))).toEqual([]);
    expect(rulesOf(phase('frozen', [...many(good, 95), ...many(refused, 5)], many(refused)))).toEqual([]);
  });

  const share = 'the other shard keeps 95 % of its goodput';
  it.each<[string, Sample]>([
    ['refused', refused],
    ['never answered', { ...good, status: undefined }],
    ['answered too late', { ...good, ms: 2_001 }],
  ])('should find that six in a hundred of the others were %s', (_what, bad) => {
    expect(rulesOf(phase('dead', [...many(good, 94), ...many(bad, 6)], many(refused)))).toEqual([
      share,
      share,
    ]);
  });

  it('should find that fewer were served in the same time, though each of them well', () => {
    expect(rulesOf(phase('dead', many(good, 90), many(refused)))).toEqual([share]);
  });

  it.each<[string, Sample, string]>([
    [
      'without Retry-After',
      { ...refused, retryAfter: false },
      'requests for a dead shard get 503 and Retry-After',
    ],
    ['with 500', { ...refused, status: 500 }, 'requests for a dead shard get 503 and Retry-After'],
    ['by silence', { ...refused, status: undefined }, 'requests for a dead shard get 503 and Retry-After'],
    ['late at first', { ...refused, ms: 1_501 }, 'requests for a dead shard fail fast'],
    [
      'slowly, when it knows',
      { ...refused, startedAt: 1_500, ms: 501 },
      'requests for a dead shard fail fast',
    ],
  ])('should find that a dead shard refuses %s', (_what, bad, rule) => {
    expect(rulesOf(phase('frozen', many(good), [...many(refused, 90), ...many(bad, 10)]))).toEqual([rule]);
  });

  it('should allow the time until a frozen server is noticed', () => {
    const waited = { ...refused, startedAt: 1_499, ms: 1_400 };
    expect(rulesOf(phase('frozen', many(good), many(waited)))).toEqual([]);
  });

  it('should find that the shard was never away', () => {
    expect(rulesOf(phase('dead', many(good), many(good)))).toEqual(['the shard was away']);
  });

  it('should find that nothing was measured', () => {
    expect(rulesOf(phase('dead', [], many(refused)))).toEqual([share, share]);
  });
});

describe(quantile, () => {
  it('should be the value that so many do not pass', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([quantile(values, 0.5), quantile(values, 0.99), quantile([], 0.5)]).toEqual([51, 100, 0]);
  });
});
