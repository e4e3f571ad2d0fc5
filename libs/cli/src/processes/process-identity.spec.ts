import { isAlive, parseStat, startTimeOf } from './process-identity.js';

const REST = Array.from({ length: 30 }, (_, index) => String(index + 5)).join(' ');

describe(parseStat, () => {
  it('should find the fields behind a command name with blanks and parentheses', () => {
    const stat = parseStat(`42 (a) S 1 (b c) S 7 ${REST}`);
    expect(stat).toEqual({ state: 'S', parent: 7, startTime: '22' });
  });

  it('should answer undefined for a text that is no stat line', () => {
    expect(parseStat('42 (node) S')).toBeUndefined();
  });
});

describe(isAlive, () => {
  it('should know this process', () => {
    expect(isAlive({ pid: process.pid, startTime: startTimeOf(process.pid) ?? '' })).toBe(true);
  });

  it('should not take a reused process id for the process it once was', () => {
    expect(isAlive({ pid: process.pid, startTime: '1' })).toBe(false);
  });
});
