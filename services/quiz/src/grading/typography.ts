/** One character, several keyboards: what is typed on a plain one, and what a telephone, an input method or a text processor makes of it. */
const FORMS: readonly (readonly [plain: string, forms: RegExp])[] = [
  // Quotes, modifier letters, accents that stand alone, primes, geresh.
  ["'", /[`´\u02B9\u02BB\u02BC\u02BE\u02BF\u02C8\u2018-\u201B\u2032\u2035\u2039\u203A\u05F3\uA78C]/gu],
  ['"', /[\u201C-\u201F\u2033\u2036\u00AB\u00BB\u05F4\u301D-\u301F]/gu],
  ['-', /[\u058A\u05BE\u1806\u2010-\u2015\u2212\u2E3A\u2E3B\uFE58\uFE63]/gu],
  ['...', /\u2026/gu],
  ['ff', /\uFB00/gu],
  ['fi', /\uFB01/gu],
  ['fl', /\uFB02/gu],
  ['ffi', /\uFB03/gu],
  ['ffl', /\uFB04/gu],
  ['st', /[\uFB05\uFB06]/gu],
];

/** Full-width Latin and half-width Katakana and Hangul: the same characters in the width of an East Asian cell. U+FFE3 would become a mark. */
const WIDTHS = /[\uFF01-\uFF9F\uFFA1-\uFFDC\uFFE0-\uFFE2\uFFE4-\uFFE6]+/gu;

/** The text as a plain keyboard types it, in NFC. */
export function asTyped(text: string): string {
  // A mark of voice that was a cell of its own joins its letter by NFC.
  const narrow = text.replace(WIDTHS, (run) => run.normalize('NFKC')).normalize('NFC');
  return FORMS.reduce((form, [plain, forms]) => form.replace(forms, plain), narrow);
}
