import type { Pod } from '../pods.js';
import { checkPods, isSpared, isWhole, linesOf, type Answered, type PodLine, type Turn } from './pods.js';

const rules = { maxGapMs: 1_000, force: false };
const quiz: Pod = {
  name: 'quiz-a',
  uid: 'a',
  workload: 'quiz',
  part: 'service',
  wanted: 2,
  ready: true,
};
const shard: Pod = { ...quiz, name: 'shard-1-0', uid: 's', workload: 'shard-1', part: 'store', wanted: 1 };
const turn = (pod: Pod | undefined, from: number, to: number): Turn => {
  return { pod, from, to, wholeMs: 10, answered: true };
};
const answer = (to: number, status: number | undefined = 200, kind = 'order', from = to - 5): Answered => {
  return { kind, shard: 'shard-1', from, to, status };
};

describe(linesOf, () => {
  const turns = [turn(undefined, 0, 100), turn(quiz, 100, 200), turn(shard, 200, 300)];
  const lines = (answers: Answered[]): PodLine[] => linesOf(turns, answers, ['order', 'list']);

  it('should give a request to the last pod that was deleted when it ended, wherever it began', () => {
    const [before, first, second] = lines([answer(50), answer(110, 503, 'order', 90), answer(200)]);
    expect([before, first, second].map((line) => line?.requests)).toEqual([1, 1, 1]);
    expect([before, first, second].map((line) => line?.failed.size)).toEqual([0, 1, 0]);
  });

  it('should count what has failed by kind and answer, and not what is still under way', () => {
    const answers = [503, 503, undefined, 404, 409, 201].map((status, index) => answer(110 + index, status));
    // As `answer` would take a given undefined for a good answer.
    const unanswered = answers.map((one, index) => (index === 2 ? { ...one, status: undefined } : one));
    expect([...(lines(unanswered)[1]?.failed ?? [])]).toEqual([
      ['order 503', 2],
      ['order no answer', 1],
      ['order 404', 1],
    ]);
  });

  it('should measure the longest gap of one kind, from before the deletion and through failures', () => {
    const others = [105, 125, 145, 165, 185].map((time) => answer(time, 200, 'list'));
    const answers = [...others, answer(90), answer(140, 503), answer(170), answer(190)];
    expect(lines(answers)[1]?.gap).toEqual({ ms: 80, kind: 'order', shard: 'shard-1' });
  });

  it('should let a gap that has not ended last until the end', () => {
    expect(lines([answer(190), answer(210)])[2]?.gap.ms).toBe(90);
  });

  it('should not take a kind that comes now and then for a gap', () => {
    const steady = Array.from({ length: 29 }, (_, index) => answer(10 + index * 10));
    expect(lines([...steady, answer(20, 200, 'answer')])[1]?.gap.kind).toBe('order');
  });
});

describe(isWhole, () => {
  const [old, other, next] = ['a', 'b', 'c'].map((uid): Pod => ({ ...quiz, uid }));
  if (old === undefined || other === undefined || next === undefined) throw new Error('three pods');

  it('should want as many ready pods as the workload, without the old one', () => {
    expect(isWhole([old, other], old)).toBe(false);
    expect(isWhole([other, { ...next, ready: false }], old)).toBe(false);
    expect(isWhole([{ ...old, ready: false }, other, next], old)).toBe(true);
  });

  it('should go by what is wanted now', () => {
    expect(isWhole([{ ...other, wanted: 1 }], old)).toBe(true);
    expect(isWhole([], old)).toBe(false);
  });

  it('should not count the pods of others', () => {
    expect(isWhole([other, { ...next, workload: 'orders' }], old)).toBe(false);
  });
});

describe(isSpared, () => {
  it.each<[string, Partial<Pod>, boolean, boolean]>([
    ['a service with two pods', {}, false, true],
    ['a service with one', { wanted: 1 }, false, false],
    ['the issuer, whose keys are remembered', { part: 'issuer', wanted: 1 }, false, true],
    ['a store', { part: 'store' }, false, false],
    ['a pod that gets no time to finish', {}, true, false],
  ])('should know %s', (_what, pod, force, spared) => {
    expect(isSpared({ ...quiz, ...pod }, { ...rules, force })).toBe(spared);
  });
});

describe(checkPods, () => {
  const gap = { ms: 900, kind: 'order', shard: 'shard-1' };
  const line = (pod: Pod | undefined, change: Partial<PodLine> = {}): PodLine => {
    return { ...turn(pod, 0, 100), requests: 10, failed: new Map(), gap, ...change };
  };
  const failed = new Map([['order 503', 3]]);
  const rulesOf = (...lines: PodLine[]): string[] => checkPods(lines, rules).map(({ rule }) => rule);

  it('should find nothing where only a store was missed, and not for long', () => {
    expect(rulesOf(line(undefined, { wholeMs: undefined }), line(quiz), line(shard, { failed }))).toEqual([]);
  });

  it('should let a service with one pod be missed', () => {
    expect(rulesOf(line({ ...quiz, wanted: 1 }, { failed }))).toEqual([]);
  });

  it.each<[string, PodLine, string]>([
    ['a service of two pods was missed', line(quiz, { failed }), 'a pod of several costs no request'],
    ['requests failed for no reason', line(undefined, { failed }), 'a pod of several costs no request'],
    ['a gap was too long', line(shard, { gap: { ...gap, ms: 1_001 } }), 'a gap is bounded'],
    ['a pod did not come back', line(shard, { wholeMs: undefined }), 'a workload becomes whole again'],
    ['nobody answered', line(shard, { answered: false }), 'everybody is answered again'],
  ])('should find that %s', (_what, damaged, rule) => {
    expect(rulesOf(damaged)).toEqual([rule]);
  });
});
