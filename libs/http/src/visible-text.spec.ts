import fc from 'fast-check';
import { isVisible, visibleForm, withoutInvisible } from './visible-text.js';

const invisible = fc.constantFrom('\u00AD', '\u034F', '\u200B', '\u200D', '\u200E', '\u2060', '\u3164', '\uFE0F', '\uFEFF', '\uFFA0', '\uFFF9', '\u{E0020}'); // prettier-ignore
const blank = fc.constantFrom(' ', '\t', '\n', '\u00A0', '\u2003', '\u3000', '\u2800', '\u0085');
const text = fc.string({ unit: 'binary', maxLength: 20 }).filter((one) => one.isWellFormed());

describe('isVisible', () => {
  it('should find nothing in blanks and characters that nobody sees', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(invisible, blank)), (parts) => {
        expect(isVisible(parts.join(''))).toBe(false);
      }),
    );
  });

  it.each(['a', '0', '—', '\u0301', '\u0E48', '👩\u200D🚀', '﷽', '⠿'])('should see %j', (shown) => {
    expect(isVisible(`\u200B ${shown}\u2800`)).toBe(true);
  });
});

describe('visibleForm', () => {
  it('should be one for canonically equivalent texts', () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(visibleForm(one.normalize('NFD'))).toBe(visibleForm(one.normalize('NFC')));
      }),
    );
  });

  it('should be the same with and without characters that nobody sees', () => {
    fc.assert(
      fc.property(text, text, invisible, (before, after, between) => {
        expect(visibleForm(before + between + after)).toBe(visibleForm(before + after));
      }),
    );
  });

  it('should keep case, accents and compatibility characters apart', () => {
    for (const [a, b] of [
      ['a', 'A'],
      ['e', 'é'],
      ['2', '²'],
    ] as const)
      // prettier-ignore
      expect(visibleForm(a)).not.toBe(visibleForm(b));
  });
});

describe('withoutInvisible', () => {
  it('should leave blanks and marks', () => {
    expect(withoutInvisible('a\u200B \u00A0\u0301')).toBe('a \u00A0\u0301');
  });
});
