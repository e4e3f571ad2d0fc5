import { HoldUps } from './hold-ups.js';

const TIMEOUT_MS = 40;

describe(HoldUps, () => {
  let now = 0;
  let holdUps: HoldUps;

  beforeEach(() => {
    now = 1_000;
    holdUps = new HoldUps(TIMEOUT_MS, () => now);
    holdUps.answered();
  });

  it('should explain no silence that is noticed in time', () => {
    now = 1_045;
    expect(holdUps.explain(1_000)).toBe(false);
  });

  it('should explain all that was under way when the process was held up', () => {
    now = 2_000;
    expect([holdUps.explain(1_000), holdUps.explain(1_030)]).toEqual([true, true]);
  });

  it('should explain another hold-up only after an answer', () => {
    now = 2_000;
    holdUps.explain(1_000);
    now = 3_000;
    expect(holdUps.explain(2_500)).toBe(false);
    holdUps.answered();
    now = 4_000;
    expect(holdUps.explain(3_500)).toBe(true);
  });
});
