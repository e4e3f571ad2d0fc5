import { normaliseText } from './normalise-text.js';

const loose = { caseSensitive: false, accentSensitive: false };
const strict = { caseSensitive: true, accentSensitive: true };

describe('normaliseText', () => {
  it.each([
    ['  New   York ', 'new york'],
    ['Ångström', 'angstrom'],
    ['STRASSE', 'straße'],
    ['ΟΔΟΣ', 'οδος'],
    ['ﬁne', 'FINE'],
    ['cafe\u0301', 'caf\u00e9'],
  ])('should take %j for %j', (given, expected) => {
    expect(normaliseText(given, loose)).toBe(normaliseText(expected, loose));
  });

  it('should keep case and accents apart when they count', () => {
    expect(normaliseText('Paris', strict)).not.toBe(normaliseText('paris', strict));
    expect(normaliseText('resume', { ...loose, accentSensitive: true })).not.toBe(
      normaliseText('résumé', { ...loose, accentSensitive: true }),
    );
  });

  it('should not take a composed accent for another text', () => {
    expect(normaliseText('cafe\u0301', strict)).toBe(normaliseText('caf\u00e9', strict));
  });
});
