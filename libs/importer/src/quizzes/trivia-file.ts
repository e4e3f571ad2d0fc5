import type { Problem } from '../input/csv-reader.js';

/** One question of the file as it stands there, or what is wrong with it. `number` counts from 1. */
export type TriviaRow = { readonly number: number; readonly raw: string } & (
  | { readonly fields: TriviaFields; readonly problem?: undefined }
  | { readonly fields?: undefined; readonly problem: Problem }
);

export interface TriviaFields {
  readonly type: string;
  readonly difficulty: string;
  readonly category: string;
  readonly question: string;
  readonly correct: string;
  readonly incorrect: readonly string[];
}

export interface TriviaFile {
  readonly rows: readonly TriviaRow[];
  readonly cut: boolean;
}

const OPENING = /^\s*\{[^[]*?"results"\s*:\s*\[/;
// The last answers of a question end in `]}` too; the list itself ends after a `}`.
const CLOSING = /(?<=\}\s*)\]\s*(?:,[^\]]*)?\}\s*$/;
const BETWEEN_OBJECTS = /(?<=\})\s*,\s*(?=\{)/;

/** Reads `{"results": [...]}`. In a damaged file every object that is whole is a question still. */
export function readTrivia(text: string): TriviaFile {
  const whole = parse(text);
  if (typeof whole === 'object' && whole !== null && 'results' in whole && Array.isArray(whole.results)) {
    const rows = whole.results.map((value, index) => toRow(index + 1, JSON.stringify(value), value));
    return { rows, cut: false };
  }
  const opening = OPENING.exec(text);
  if (!opening) throw new Error('not an Open Trivia DB file: it has no list of results');
  const body = text.slice(opening[0].length);
  const closing = CLOSING.exec(body);
  const pieces = (closing ? body.slice(0, closing.index) : body)
    .split(BETWEEN_OBJECTS)
    .filter((piece) => piece.trim());
  const rows = pieces.map((piece, index) => toRow(index + 1, piece.trim(), parse(piece)));
  const last = rows.at(-1);
  if (closing === null && last?.problem) {
    const problem = { code: 'cut_row', detail: 'the file ends in the middle of this question' };
    rows[rows.length - 1] = { number: last.number, raw: last.raw, problem };
  }
  return { rows, cut: closing === null };
}

function toRow(number: number, raw: string, value: unknown): TriviaRow {
  if (value === undefined)
    return { number, raw, problem: { code: 'broken_row', detail: 'this is not JSON' } };
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  const { type, difficulty, category, question } = object;
  const { correct_answer: correct, incorrect_answers: incorrect } = object;
  const texts = { type, difficulty, category, question, correct_answer: correct };
  const missing = Object.entries(texts).filter(([, text]) => typeof text !== 'string');
  const names = missing.map(([name]) => name);
  if (!Array.isArray(incorrect) || incorrect.some((text) => typeof text !== 'string'))
    names.push('incorrect_answers');
  if (names.length > 0) {
    return {
      number,
      raw,
      problem: { code: 'missing_field', detail: `missing or of another type: ${names.join(', ')}` },
    };
  }
  return {
    number,
    raw,
    fields: { type, difficulty, category, question, correct, incorrect } as TriviaFields,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
