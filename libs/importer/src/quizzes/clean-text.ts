/** Tabs and line breaks: blanks that a question never means. */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Control and format characters nobody can see. Joiners stay: some scripts and emoji are written with them. */
const INVISIBLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu;

export interface CleanText {
  readonly text: string;
  /** What was taken out, as `U+00AD`. */
  readonly removed: readonly string[];
}

/** Takes out what cannot be seen and the blanks around a text. */
export function cleanText(dirty: string): CleanText {
  const removed = [...dirty.matchAll(BREAKS), ...dirty.matchAll(INVISIBLE)]
    .flatMap(([found]) => [...found])
    .map((char) => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  const text = dirty.replace(BREAKS, ' ').replace(INVISIBLE, '').trim();
  return { text, removed: [...new Set(removed)] };
}
