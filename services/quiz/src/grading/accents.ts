/**
 * Marks that stand on a Latin or Greek letter, in NFD. Other scripts have none that can be dropped: "が" is not "か", "й" is not "и", and
 * the vowels of Devanagari and Thai are marks.
 */
const ACCENTED = /([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu;

/** Latin letters whose stroke, slash, bar or ligature is part of the letter, so that no decomposition of Unicode takes it off. */
const LETTERS: Readonly<Record<string, string>> = {
  Æ: 'AE',
  æ: 'ae',
  Œ: 'OE',
  œ: 'oe',
  Ⱥ: 'A',
  ⱥ: 'a',
  Ƀ: 'B',
  ƀ: 'b',
  Ȼ: 'C',
  ȼ: 'c',
  Đ: 'D',
  đ: 'd',
  Ɇ: 'E',
  ɇ: 'e',
  Ǥ: 'G',
  ǥ: 'g',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  Ɨ: 'I',
  ɨ: 'i',
  Ɉ: 'J',
  ɉ: 'j',
  Ꝁ: 'K',
  ꝁ: 'k',
  Ł: 'L',
  ł: 'l',
  Ƚ: 'L',
  ƚ: 'l',
  Ø: 'O',
  ø: 'o',
  Ɵ: 'O',
  ɵ: 'o',
  Ꝑ: 'P',
  ꝑ: 'p',
  Ɍ: 'R',
  ɍ: 'r',
  Ŧ: 'T',
  ŧ: 't',
  Ⱦ: 'T',
  ⱦ: 't',
  Ʉ: 'U',
  ʉ: 'u',
  Ɏ: 'Y',
  ɏ: 'y',
  Ƶ: 'Z',
  ƶ: 'z',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/** The text with plain Latin and Greek letters, in NFC. Marks of all other scripts stay. */
export function withoutAccents(text: string): string {
  const bare = text.normalize('NFD').replace(ACCENTED, '$1');
  return bare.replace(LETTER, (letter) => LETTERS[letter] ?? letter).normalize('NFC');
}
