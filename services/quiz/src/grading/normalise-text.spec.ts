import fc from 'fast-check';
import { normaliseText } from './normalise-text.js';

const loose = { caseSensitive: false, accentSensitive: false };
const strict = { caseSensitive: true, accentSensitive: true };
const RULES = [loose, strict, { ...loose, caseSensitive: true }, { ...loose, accentSensitive: true }];

const anyRules = fc.constantFrom(...RULES);
const anyText = fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => text.isWellFormed());
const oneOf = (from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((point) => String.fromCodePoint(point));
/** A sample of each range of Default_Ignorable_Code_Point. */
const ignorable = fc.oneof(
  fc.constantFrom(
    '\u00AD',
    '\u034F',
    '\u061C',
    '\u115F',
    '\u1160',
    '\u17B4',
    '\u17B5',
    '\u3164',
    '\uFEFF',
    '\uFFA0',
  ),
  oneOf(0x180b, 0x180f),
  oneOf(0x200b, 0x200f),
  oneOf(0x202a, 0x202e),
  oneOf(0x2060, 0x206f),
  oneOf(0xfe00, 0xfe0f),
  oneOf(0xe0000, 0xe0fff),
);

const same = (a: string, b: string, rules = loose): boolean =>
  normaliseText(a, rules) === normaliseText(b, rules);

describe('normaliseText', () => {
  it.each([
    ['  New   York ', 'new york'],
    ['Ångström', 'angstrom'],
    ['STRASSE', 'straße'],
    ['STRAẞE', 'straße'],
    ['ΟΔΟΣ', 'οδος'],
    ['ᾳ', 'α'],
    ['ﬁne', 'FINE'],
    ['cafe\u0301', 'caf\u00e9'],
    ['Łódź', 'Lodz'],
    ['Øre', 'Ore'],
    ['Đà Nẵng', 'Da Nang'],
    ['Ħamrun', 'Hamrun'],
    ['Œuvre', 'oeuvre'],
    ['Αθήνα', 'Αθηνα'],
    ['Diyarbakır', 'DIYARBAKIR'],
  ])('should take %j for %j where neither case nor accents count', (given, expected) => {
    expect(same(given, expected)).toBe(true);
  });

  it.each([
    ['が', 'か'],
    ['ば', 'ぱ'],
    ['दिन', 'दान'],
    ['мой', 'мои'],
    ['Київ', 'Киів'],
    ['บ้าน', 'บาน'],
    ['²', '2'],
    ['x²', 'x2'],
    ['10³', '103'],
    ['½', '1/2'],
    ['①', '1'],
    ['㎏', 'kg'],
    ['שָׁלוֹם', 'שלום'],
    ['\u0E48', ''],
    ['\u0301', ''],
  ])('should not take %j for %j', (given, other) => {
    for (const rules of RULES) expect(same(given, other, rules)).toBe(false);
  });

  it.each([
    ["don't", 'don’t'],
    ["Hawai'i", 'Hawaiʻi'],
    ['"yes"', '„yes“'],
    ['"oui"', '«oui»'],
    ['1914-1918', '1914–1918'],
    ['-3', '−3'],
    ['wait...', 'wait…'],
    ['ABC 12', 'ＡＢＣ　１２'],
    ['ガラス', 'ｶﾞﾗｽ'],
    ['New York', 'New\u00A0York'],
    ['cafe\u0301', 'caf\u00e9'],
    ['Paris', 'Pa\u00ADris\u200B'],
  ])('should take %j for %j, whatever counts', (plain, other) => {
    for (const rules of RULES) expect(same(plain, other, rules)).toBe(true);
  });

  it('should keep case and accents apart when they count', () => {
    expect(same('Paris', 'paris', strict)).toBe(false);
    expect(same('resume', 'résumé', { ...loose, accentSensitive: true })).toBe(false);
    expect(same('Lodz', 'Łódź', { ...loose, accentSensitive: true })).toBe(false);
  });

  it('should make no more of its own result', () => {
    fc.assert(
      fc.property(anyText, anyRules, (text, rules) => {
        const form = normaliseText(text, rules);
        expect(normaliseText(form, rules)).toBe(form);
      }),
    );
  });

  it('should take canonically equivalent texts for one', () => {
    fc.assert(
      fc.property(anyText, anyRules, (text, rules) => {
        expect(same(text.normalize('NFD'), text.normalize('NFC'), rules)).toBe(true);
      }),
    );
  });

  it('should never let an ignorable character decide', () => {
    fc.assert(
      fc.property(anyText, anyText, ignorable, anyRules, (before, after, invisible, rules) => {
        expect(same(before + invisible + after, before + after, rules)).toBe(true);
      }),
    );
  });

  it('should let no text but one without a visible character be empty', () => {
    fc.assert(
      fc.property(anyText, anyRules, (text, rules) => {
        const shown = /[^\s\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/u.test(text);
        expect(normaliseText(text, rules) !== '').toBe(shown);
      }),
    );
  });

  it('should keep the marks of all scripts but Latin and Greek', () => {
    const other = fc.constantFrom(
      'か\u3099',
      'и\u0306',
      'क\u093F',
      'บ\u0E49',
      'ب\u064E',
      'ב\u05BC',
      'အ\u102D',
    );
    fc.assert(
      fc.property(other, anyRules, (marked, rules) => {
        expect(same(marked, [...marked][0] ?? '', rules)).toBe(false);
      }),
    );
  });
});
