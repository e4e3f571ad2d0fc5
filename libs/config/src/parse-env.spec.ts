import fc from 'fast-check';
import { duration, flag, integer, list, port, secret, text, url } from './builders.js';
import { parseEnv, type EnvShape } from './parse-env.js';

const shape = {
  PORT: port('HTTP port', { default: 8080 }),
  TIMEOUT: duration('Longest wait', { default: '5s' }),
  CACHE: flag('Whether to cache', { default: true }),
  PASSWORD: secret('Database password', { minLength: 8 }),
  ORIGINS: list('Allowed origins').optional(),
};

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Runs with an exit that throws, and gives what would have gone to stderr. */
function printed(envShape: EnvShape, source: Record<string, string>, options = {}): string {
  let output = '';
  const exit = (code: number): never => {
    throw new Exit(code);
  };
  const run = (): unknown =>
    parseEnv(envShape, source, { ...options, exit, write: (text) => void (output += text) });
  expect(run).toThrow(new Exit(1));
  return output;
}

describe('parseEnv', () => {
  it('should answer typed values and defaults, frozen', () => {
    const env = parseEnv(shape, { PASSWORD: 'long enough', CACHE: 'off', ORIGINS: 'a,b', OTHER: 'x' });
    const typed: [number, boolean, readonly string[] | undefined] = [env.TIMEOUT, env.CACHE, env.ORIGINS];
    expect(typed).toEqual([5_000, false, ['a', 'b']]);
    expect(env).toEqual({
      PORT: 8080,
      TIMEOUT: 5_000,
      CACHE: false,
      PASSWORD: 'long enough',
      ORIGINS: ['a', 'b'],
    });
    expect(Object.isFrozen(env)).toBe(true);
  });

  it('should take a blank variable for a missing one', () => {
    expect(parseEnv(shape, { PASSWORD: 'long enough', PORT: '', ORIGINS: ' ' })).toMatchObject({
      PORT: 8080,
    });
    expect(printed(shape, { PASSWORD: '' })).toContain('PASSWORD is required: Database password');
  });

  it('should print every problem at once and exit with 1', () => {
    expect(printed(shape, { PORT: 'http', TIMEOUT: '5', CACHE: 'maybe', ORIGINS: 'a,,b' })).toBe(
      [
        'The environment is not valid:',
        '  PORT must be a port from 0 to 65535, got "http"',
        '  TIMEOUT must be a duration with its unit, such as 500ms, 5s, 2m, 1h or 1d, got "5"',
        '  CACHE must be one of true, false, yes, no, on, off, 1, 0, got "maybe"',
        '  PASSWORD is required: Database password',
        '  ORIGINS must be a list parted by commas, without empty items, got "a,,b"',
        '',
      ].join('\n'),
    );
  });

  it('should never print a secret, nor what may hold one', () => {
    const sensitive = {
      KEY: secret('A key', { minLength: 200 }),
      WRAPPED: secret('A key', { minLength: 200 }).optional(),
      REFINED: secret('A key').refine(() => false, 'must be another one'),
      STORE: url('A store', { protocols: ['redis'] }),
      NAME: text('A name', { maxLength: 1 }),
    };
    fc.assert(
      fc.property(fc.stringMatching(/^[!-~]{12,40}$/), (value) => {
        const source = {
          KEY: value,
          WRAPPED: value,
          REFINED: value,
          STORE: `http://u:${value}@h`,
          NAME: value,
        };
        const output = printed(sensitive, source);
        expect(output.split('\n')).toHaveLength(7);
        expect(output).not.toContain(value);
      }),
    );
  });

  it('should check relations once the variables are valid alone', () => {
    const pools = { POOL: integer('Pool size'), LIMIT: integer('Server limit') };
    const relations = [
      (env: { POOL: number; LIMIT: number }) =>
        env.POOL > env.LIMIT ? 'POOL must not exceed LIMIT' : undefined,
    ];
    expect(parseEnv(pools, { POOL: '1', LIMIT: '2' }, { relations })).toEqual({ POOL: 1, LIMIT: 2 });
    expect(printed(pools, { POOL: '3', LIMIT: '2' }, { relations })).toContain(
      '  POOL must not exceed LIMIT\n',
    );
    expect(printed(pools, { POOL: '3', LIMIT: 'x' }, { relations })).not.toContain('exceed');
  });
});
