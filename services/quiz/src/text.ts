import { isVisible } from '@tenfold/http';
import { z } from 'zod';

/**
 * Control characters other than tab and line breaks are refused: Postgres cannot store U+0000, and the rest is never
 * wanted in a text. Written as a pattern, so that the API document states it.
 */
const PRINTABLE = /^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]*$/; // eslint-disable-line no-control-regex

/** A text that a client sends: bounded, printable, and without lone surrogates, which no UTF-8 store can hold. */
export function text(min: number, max: number) {
  return z
    .string()
    .min(min)
    .max(max)
    .regex(PRINTABLE, 'must not contain control characters')
    .refine((value) => value.isWellFormed(), 'must not contain lone surrogates');
}

/** A text that must show something: blanks and characters that nobody sees are not enough. */
export function visibleText(max: number) {
  // Not a second pattern: tools that make up examples from the API document cannot satisfy two at once.
  return text(1, max).refine(isVisible, 'must not be blank or invisible');
}
