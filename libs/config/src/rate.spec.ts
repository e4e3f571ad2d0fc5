import { parseEnv } from './parse-env.js';
import { rate } from './rate.js';

describe(rate, () => {
  const limit = rate('How fast');

  it.each([
    ['600/1m', { requests: 600, windowMs: 60_000, burst: 600 }],
    ['600/1m/100', { requests: 600, windowMs: 60_000, burst: 100 }],
    ['1/1ms', { requests: 1, windowMs: 1, burst: 1 }],
    ['off', 'off'],
  ])('should read %s', (text, value) => {
    expect(limit.parse(text)).toEqual(value);
  });

  it.each([
    '',
    '600',
    '600/m',
    '600/60',
    '0/1m',
    '600/1m/0',
    '600/0s',
    '-1/1m',
    '600/1m/',
    '1/1m/1/1',
    'OFF',
  ])('should refuse %p', (text) => {
    expect(limit.safeParse(text).success).toBe(false);
  });

  it.each([
    ['2000/1ms', 'must be at most one request in a microsecond'],
    ['1/1h/25', 'must give a whole burst within a day'],
  ])('should refuse %s, which nobody can count', (text, problem) => {
    expect(limit.safeParse(text).error?.issues[0]?.message).toBe(problem);
  });

  it('should be named with the wrong value when the environment is read', () => {
    let printed = '';
    const exit = (): never => {
      throw new Error('exit');
    };
    const options = { write: (text: string) => void (printed += text), exit };
    expect(() => parseEnv({ RATE_LIMIT: limit }, { RATE_LIMIT: '10 a second' }, options)).toThrow('exit');
    expect(printed).toMatch(/RATE_LIMIT must be off, requests\/duration .*got "10 a second"/);
  });
});
