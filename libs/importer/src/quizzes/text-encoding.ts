import { decode as decodeEntities } from 'html-entities';
import type { TriviaFields, TriviaRow } from './trivia-file.js';

/** The encodings that Open Trivia DB offers; its files do not say which one they have. */
export const ENCODINGS = ['entities', 'urlLegacy', 'url3986', 'base64'] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

/** The text, or null when it cannot have that encoding. */
const DECODERS: Readonly<Record<TextEncoding, (text: string) => string | null>> = {
  // Decoded once: an entity that is left is what the author wrote. A text of several words without a blank is no text.
  entities: (text) =>
    /^[\w.~+%-]*%[0-9A-F]{2}[\w.~+%-]*$/i.test(text) ? null : decodeEntities(text, { level: 'html5' }),
  // A blank is a plus here and %20 there, so that one is never taken for the other.
  urlLegacy: (text) =>
    /^(?:[\w.+-]|%(?!20)[0-9A-F]{2})*$/i.test(text) ? percentDecoded(text.replaceAll('+', ' ')) : null,
  url3986: (text) => (/^(?:[\w.~-]|%[0-9A-F]{2})*$/i.test(text) ? percentDecoded(text) : null),
  base64: (text) => (text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? utf8(text) : null),
};

/** A row's texts decoded, or null when one of them cannot have that encoding. */
export function decodeFields(fields: TriviaFields, encoding: TextEncoding): TriviaFields | null {
  const decode = DECODERS[encoding];
  const { type, difficulty, category, question, correct } = fields;
  const texts = [type, difficulty, category, question, correct, ...fields.incorrect].map(decode);
  if (texts.some((text) => text === null)) return null;
  const [t = '', d = '', c = '', q = '', right = '', ...incorrect] = texts as string[];
  return isKind(t) ? { type: t, difficulty: d, category: c, question: q, correct: right, incorrect } : null;
}

/** Refuses a file most of whose rows cannot have the encoding: read wrongly they would become questions all the same. */
export function refuseWrongEncoding(rows: readonly TriviaRow[], encoding: TextEncoding): void {
  const fields = rows.flatMap((row) => row.fields ?? []);
  const readable = (candidate: TextEncoding): number =>
    fields.filter((row) => decodeFields(row, candidate)).length;
  if (readable(encoding) * 2 >= fields.length) return;
  const better = ENCODINGS.find((candidate) => readable(candidate) * 2 >= fields.length);
  throw new Error(
    `the file's texts are not encoded as ${encoding}${better ? `; they look like ${better}` : ''}`,
  );
}

function isKind(type: string): boolean {
  return /^[a-z_ ]+$/i.test(type.trim());
}

function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function utf8(base64: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}
