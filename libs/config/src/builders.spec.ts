import fc from 'fast-check';
import { bytes, choice, duration, flag, integer, list, port, secret, text, url } from './builders.js';
import type { Variable } from './variable.js';

function problem(variable: Variable<unknown>, value: string): string | undefined {
  return variable.safeParse(value).error?.issues[0]?.message;
}

describe('flag', () => {
  it.each([
    ['true', true],
    ['1', true],
    ['yes', true],
    ['on', true],
    ['TRUE', true],
    ['false', false],
    ['0', false],
    ['no', false],
    ['off', false],
    ['Off', false],
  ])('should read %s as %p', (word, value) => {
    expect(flag('a switch').parse(word)).toBe(value);
  });

  it('should refuse every other word', () => {
    const words = ['true', '1', 'yes', 'on', 'false', '0', 'no', 'off'];
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', 'y', '2')), (word) => {
        fc.pre(!words.includes(word.toLowerCase()));
        expect(problem(flag('a switch'), word)).toContain('must be one of true, false');
      }),
    );
  });
});

describe('integer', () => {
  it('should read whole numbers', () => {
    fc.assert(
      fc.property(fc.integer(), (number) => {
        expect(integer('a number').parse(String(number))).toBe(number);
      }),
    );
  });

  it.each(['', 'x', '1.0', '1e3', '0x1', ' 1', '+1', '9'.repeat(16)])('should refuse %j', (value) => {
    expect(problem(integer('a number'), value)).toBe('must be a whole number');
  });

  it('should keep its limits', () => {
    const variable = integer('a number', { min: 1, max: 9 });
    expect([variable.parse('1'), variable.parse('9')]).toEqual([1, 9]);
    expect(problem(variable, '0')).toBe('must be at least 1');
    expect(problem(variable, '10')).toBe('must be at most 9');
  });
});

describe('port', () => {
  it.each(['0', '8080', '65535'])('should take %s', (value) => {
    expect(port('a port').parse(value)).toBe(Number(value));
  });

  it.each(['65536', '-1', '80a', '99999', '8080.0'])('should refuse %s', (value) => {
    expect(problem(port('a port'), value)).toBe('must be a port from 0 to 65535');
  });
});

describe('duration', () => {
  it('should keep limits that are written with units', () => {
    const variable = duration('a time', { min: '100ms', max: '1m', default: '5s' });
    expect(variable.parse(undefined)).toBe(5_000);
    expect(variable.parse('60s')).toBe(60_000);
    expect(problem(variable, '99ms')).toBe('must be at least 100ms');
    expect(problem(variable, '2m')).toBe('must be at most 1m');
    expect(problem(variable, '5')).toContain('with its unit');
  });

  it('should refuse a limit that is no duration when it is built', () => {
    expect(() => duration('a time', { max: '5' })).toThrow(TypeError);
  });
});

describe('bytes', () => {
  it('should read a size', () => {
    expect(bytes('a size', { max: '1MiB' }).parse('64KiB')).toBe(65_536);
    expect(problem(bytes('a size', { max: '1MiB' }), '2MiB')).toBe('must be at most 1MiB');
  });
});

describe('list', () => {
  it('should part at commas and drop blanks', () => {
    expect(list('words').parse('a, b ,c')).toEqual(['a', 'b', 'c']);
  });

  it.each(['a,,b', ',', 'a,'])('should refuse the empty item of %j', (value) => {
    expect(problem(list('words'), value)).toContain('without empty items');
  });
});

describe('choice', () => {
  it('should take its words only', () => {
    const variable = choice('a mode', ['hpa', 'keda'], { default: 'hpa' });
    expect([variable.parse(undefined), variable.parse('keda')]).toEqual(['hpa', 'keda']);
    expect(problem(variable, 'HPA')).toBe('must be one of hpa, keda');
  });
});

describe('text', () => {
  it('should keep its length and pattern', () => {
    const variable = text('a name', { minLength: 2, maxLength: 4, pattern: /^[a-z]+$/ });
    expect(variable.parse('abc')).toBe('abc');
    expect(problem(variable, 'a')).toBe('must have at least 2 characters');
    expect(problem(variable, 'abcde')).toBe('must have at most 4 characters');
    expect(problem(variable, 'AB')).toBe('must match ^[a-z]+$');
  });
});

describe('url', () => {
  it('should take the protocols that it names', () => {
    const variable = url('a place', { protocols: ['https', 'file'] });
    expect(variable.parse('file:///etc/jwks.json')).toBe('file:///etc/jwks.json');
    expect(problem(variable, 'http://localhost')).toBe('must be a URL that starts with https:// or file://');
    expect(problem(variable, 'localhost')).toBe('must be an absolute URL');
  });
});

describe('secret', () => {
  it('should demand its length', () => {
    expect(problem(secret('a key', { minLength: 32 }), 'short')).toBe('must have at least 32 characters');
  });
});

describe('a default', () => {
  it('should go through the parser when the variable is built', () => {
    expect(() => port('a port', { default: 70_000 })).toThrow('the default "70000" must be a port');
    expect(() => duration('a time', { default: '5' })).toThrow(TypeError);
    expect(flag('a switch', { default: 'off' }).parse(undefined)).toBe(false);
  });
});
