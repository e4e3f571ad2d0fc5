import type { Pod, PodLine } from '@tenfold/chaos';
import { report, rowOf } from './report.js';

const rules = { maxGapMs: 30_000, force: false };
const pod: Pod = {
  name: 'tenfold-quiz-a',
  uid: 'a',
  workload: 'tenfold-quiz',
  part: 'service',
  wanted: 2,
  ready: true,
};
const line: PodLine = {
  pod,
  from: 0,
  to: 9_000,
  wholeMs: 4_200,
  answered: true,
  requests: 300,
  failed: new Map(),
  gap: { ms: 650, kind: 'order', shard: 'shard-1' },
};

describe(rowOf, () => {
  it('should say what a pod cost', () => {
    const failed = new Map([
      ['order 503', 2],
      ['list no answer', 1],
    ]);
    expect(rowOf({ ...line, failed }, rules)).toEqual([
      'tenfold-quiz-a',
      '300',
      '3',
      '650 ms (order, shard-1)',
      '4.2 s',
      'every request',
    ]);
  });

  it.each<[string, Partial<Pod>, boolean]>([
    ['its gap: 1 replica', { wanted: 1 }, false],
    ['its gap: a store', { part: 'store' }, true],
    ['its gap: a pooler', { part: 'pooler' }, false],
    ['its gap: no time to finish', {}, true],
    ['its gap: no time to finish', { part: 'issuer', wanted: 1 }, true],
    ['every request', { part: 'issuer', wanted: 1 }, false],
  ])('should say why a pod is judged by %s', (words, change, force) => {
    expect(rowOf({ ...line, pod: { ...pod, ...change } }, { ...rules, force }).at(-1)).toBe(words);
  });

  it('should say that a pod never came back, and what was before the first one', () => {
    expect(rowOf({ ...line, wholeMs: undefined }, rules)[4]).toBe('never');
    expect(rowOf({ ...line, pod: undefined, wholeMs: undefined }, rules)[4]).toBe('-');
  });
});

describe(report, () => {
  it('should name what failed, and the promises that were broken', () => {
    const failed = new Map([['order 503', 2]]);
    const finding = { rule: 'nothing is lost', subject: 'order 7', detail: 'is not there' };
    const verdict = { lines: [{ ...line, failed }], report: [], findings: [finding] };
    const text = report(verdict, rules);
    expect(text).toContain('  tenfold-quiz-a failed: order 503 2');
    expect(text).toMatch(/broken promises +1\n {2}nothing is lost: broken 1 times, such as\n {4}order 7/);
  });
});
