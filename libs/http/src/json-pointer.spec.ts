import { jsonPointer } from './json-pointer.js';

describe(jsonPointer.name, () => {
  it('should name the whole by nothing, and escape what divides the names', () => {
    expect(jsonPointer([])).toBe('');
    expect(jsonPointer(['lines', 3, 'a/b', '~'])).toBe('/lines/3/a~1b/~0');
  });
});
