import { backgroundShare, slowLimit, tooBusy } from './disturbance.js';
import { parseBusy, parseProcess } from './processes.js';

const times = (at: number, busy: number, own: number) => ({ at, busy, own, byName: {} });

describe(backgroundShare, () => {
  it('should be what others have used, as a share of all processors', () => {
    expect(backgroundShare(times(0, 100, 50), times(10, 116, 62), 2)).toBeCloseTo(0.2);
  });

  it('should be nothing when all that was used was ours', () => {
    expect(backgroundShare(times(0, 0, 0), times(10, 15, 15), 2)).toBe(0);
  });

  it('should not fall below nothing where the clocks disagree by a tick', () => {
    expect(backgroundShare(times(0, 0, 0), times(10, 5, 5.01), 2)).toBe(0);
  });
});

describe(tooBusy, () => {
  it('should say how busy the machine is, what is allowed and what to do', () => {
    const { message } = tooBusy(0.43, 0.1, 'while it was measured');
    expect(message).toContain('43 % of it while it was measured');
    expect(message).toContain('10 % is the limit');
    expect(message).toContain('--background');
  });
});

describe(parseProcess, () => {
  it('should count user and system time of the process and of the children that it has waited for', () => {
    const fields = '4 7 7 0 -1 4194304 1 2 3 4 10 20 30 40 20 0 1 0';
    expect(parseProcess(`12 (a (strange) name) S ${fields}`)).toEqual({ parent: 4, ticks: 100 });
  });

  it('should make nothing of a text that is cut off', () => {
    expect(parseProcess('12 (node) S 4 7')).toBeUndefined();
  });
});

describe(parseBusy, () => {
  it('should leave out idling, waiting for disks and interrupts', () => {
    expect(parseBusy('cpu  100 20 30 5000 600 7 8 50 0 0\ncpu0 1 2 3\n')).toBe(2);
  });
});

describe(slowLimit, () => {
  it('should rise with each time that as many blocks were slow as are wanted', () => {
    expect([0, 9, 10, 25].map((thrown) => slowLimit(0.1, thrown, 10))).toEqual(
      [0.1, 0.1, 0.2, 0.3].map((limit) => expect.closeTo(limit)),
    );
  });

  it('should stop at half a block, and leave a higher limit as it is', () => {
    expect(slowLimit(0.1, 1_000, 10)).toBe(0.5);
    expect(slowLimit(1, 1_000, 10)).toBe(1);
  });
});
