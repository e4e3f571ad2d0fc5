import { withoutInvisible } from '@tenfold/http';
import { withoutAccents } from './accents.js';
import { asTyped } from './typography.js';

export interface TextRules {
  readonly caseSensitive: boolean;
  readonly accentSensitive: boolean;
}

/**
 * The form in which a short answer is compared; docs/text-answers.md has the table. Blanks around, doubled blanks, invisible characters and
 * the typography of a keyboard never decide; case and accents may. Canonical equivalence only (NFC, UAX 15): NFKC would take "²" for "2".
 */
export function normaliseText(answer: string, rules: TextRules): string {
  let form = asTyped(withoutInvisible(answer).normalize('NFC'));
  // Before the case: "ᾳ" in upper case is "ΑΙ", two letters.
  if (!rules.accentSensitive) form = withoutAccents(form);
  if (!rules.caseSensitive) form = foldCase(form);
  // The other case of a letter can have marks that the letter had not, and a modifier that is an apostrophe.
  if (!rules.accentSensitive) form = withoutAccents(form);
  return asTyped(form.normalize('NFC')).replace(/\s+/gu, ' ').trim();
}

/** Down first for "ẞ", which is its own upper case; up, which makes one of "ß" and "SS", and of the two Greek sigmas; and down. */
function foldCase(text: string): string {
  return text.toLowerCase().toUpperCase().toLowerCase();
}
