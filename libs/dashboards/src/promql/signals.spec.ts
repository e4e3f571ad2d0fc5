import { signalsOf } from './signals.js';

describe(signalsOf, () => {
  it.each([
    ['min by (job) (up) == 0', ['min by (job) (up)']],
    ['a / b > 0.9', ['a / b']],
    ['a > on (n) group_left () 0.9 * max by (n) (b)', ['a', '0.9 * max by (n) (b)']],
    ['a > 0 unless on (n) (rate(b[2m]) > 0)', ['a']],
    ['count(up offset 15m) unless count(up)', ['count(up)']],
    ['((a > 2 * (1 - 0.9) and b >= 2) or (c != 1)) and d < 2', ['a', 'b', 'c', 'd']],
    ['min(a) - time() < 14 * 86400', ['min(a) - time()']],
    ['a or b * 0', ['a', 'b * 0']],
  ])('should find what is compared in %s', (expr, signals) => {
    expect(signalsOf(expr)).toEqual(signals);
  });
});
