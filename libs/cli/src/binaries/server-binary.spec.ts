import { isAtLeast, versionIn } from './server-binary.js';

describe(versionIn, () => {
  it.each([
    ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
    ['nats-server: v2.15.1', '2.15.1'],
    ['nats-server: v2.9.10', '2.9.10'],
    ['no number', undefined],
  ])('should read "%s"', (text, version) => {
    expect(versionIn(text)).toBe(version);
  });
});

describe(isAtLeast, () => {
  it.each([
    ['2.10.0', '2.10', true],
    ['2.9.10', '2.10', false],
    ['3.0', '2.10', true],
    ['2.10', '2.10.1', false],
  ])('should compare %s with %s by number, not by letter', (version, minimum, expected) => {
    expect(isAtLeast(version, minimum)).toBe(expected);
  });
});
