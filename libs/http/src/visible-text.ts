/** Code points that nobody sees: Default_Ignorable_Code_Point (UAX 44), and the annotation marks U+FFF9 to U+FFFB. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]/gu;

/** Blanks, controls, and the Braille pattern without a dot. */
const EMPTY = /[\s\p{Cc}\u2800]/gu;

/** The text without what nobody sees: zero-width characters, soft hyphens, marks of direction, variation selectors. */
export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}

/** Whether the text shows anything at all. */
export function isVisible(text: string): boolean {
  return withoutInvisible(text).replace(EMPTY, '') !== '';
}

/**
 * One form for all texts that look alike: canonically equivalent (NFC, UAX 15), with or without invisible characters, with one
 * blank or several. For checks that texts differ; case and accents stay.
 */
export function visibleForm(text: string): string {
  return withoutInvisible(text)
    .normalize('NFC')
    .replace(/[\s\u2800]+/gu, ' ')
    .trim();
}
