export interface TextRules {
  readonly caseSensitive: boolean;
  readonly accentSensitive: boolean;
}

/** The form in which a short answer is compared. Blanks around and doubled blanks never decide; case and accents may. */
export function normaliseText(answer: string, rules: TextRules): string {
  let form = answer.normalize('NFKC').trim().replace(/\s+/gu, ' ');
  // Up, then down: the only folding that makes one of "ß" and "SS", or of the two Greek sigmas.
  if (!rules.caseSensitive) form = form.toUpperCase().toLowerCase();
  if (!rules.accentSensitive) form = form.normalize('NFD').replace(/\p{M}+/gu, '');
  return form.normalize('NFC');
}
