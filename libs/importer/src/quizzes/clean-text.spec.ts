import { cleanText } from './clean-text.js';

describe(cleanText, () => {
  it.each([
    ['  a b ', 'a b', []],
    ['soft\u00adware', 'software', ['U+00AD']],
    ['\u200eleft', 'left', ['U+200E']],
    ['a\tb\r\n', 'a b', ['U+0009', 'U+000D', 'U+000A']],
    ['\u00a0a\u0000\u0000', 'a', ['U+0000']],
    ['👩\u200d🚀', '👩\u200d🚀', []],
    ['\u200b', '', ['U+200B']],
  ])('should make %j to %j', (dirty, text, removed) => {
    expect(cleanText(dirty)).toEqual({ text, removed });
  });
});
