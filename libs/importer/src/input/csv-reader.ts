import { parse } from 'csv-parse/sync';
import type { TextLine } from './line-reader.js';

/** Why a row cannot be used. `code` is stable, `detail` is for people. */
export interface Problem {
  readonly code: string;
  readonly detail: string;
}

/** A row of the file: its columns, or what is wrong with it; `raw` is the row as it was read. */
export interface CsvRow {
  readonly line: number;
  readonly raw: string;
  readonly columns: readonly string[];
  readonly problem: Problem | null;
}

/** A quoted text may hold line breaks, but an open quote must not swallow the file. */
const MAX_LINES_OF_A_ROW = 20;

const UNCLOSED = 'CSV_QUOTE_NOT_CLOSED';

/**
 * Lines to rows. A streaming CSV parser that meets a quote nobody closes reads on to the next quote, or to the end of
 * the file. Here every row is parsed by itself, and after a broken one reading goes on with the very next line.
 */
export class CsvReader {
  private open: TextLine[] = [];

  constructor(
    private readonly width: number,
    private readonly delimiter = ',',
  ) {}

  push(line: TextLine): CsvRow[] {
    if (this.open.length === 0) return this.start(line);
    if (this.open.length >= MAX_LINES_OF_A_ROW || this.standsAlone(line)) return this.giveUp(line);
    const raw = [...this.open, line].map(({ text }) => text).join('\n');
    // Strict, or two rows with an open quote each would become one.
    const parsed = split(raw, this.delimiter, false);
    if (parsed === UNCLOSED) {
      this.open.push(line);
      return [];
    }
    if (typeof parsed === 'string' || parsed.length !== this.width) return this.giveUp(line);
    const first = this.open[0]?.number ?? line.number;
    this.open = [];
    return [row(first, raw, parsed, null)];
  }

  end(): CsvRow[] {
    const rows: CsvRow[] = [];
    while (this.open.length > 0) rows.push(...this.giveUp());
    return rows;
  }

  /** The first open line is broken; the lines after it are looked at afresh. */
  private giveUp(next?: TextLine): CsvRow[] {
    const [broken, ...again] = this.open;
    this.open = [];
    const rows: CsvRow[] = [];
    if (broken) rows.push(this.bad(broken, 'unclosed_quote', 'a quote is opened and never closed'));
    for (const line of next ? [...again, next] : again) rows.push(...this.push(line));
    return rows;
  }

  private standsAlone({ text }: TextLine): boolean {
    const parsed = split(text, this.delimiter);
    return typeof parsed !== 'string' && parsed.length === this.width;
  }

  private start(line: TextLine): CsvRow[] {
    if (line.text.trim() === '') return [];
    if (line.tooLong) return [this.bad(line, 'line_too_long', 'the line has more than a million characters')];
    if (line.text.includes('\uFFFD'))
      return [this.bad(line, 'not_utf8', 'the row has bytes that are no text in the encoding of the file')];
    const parsed = split(line.text, this.delimiter);
    if (parsed === UNCLOSED) {
      this.open.push(line);
      return [];
    }
    if (typeof parsed === 'string') return [this.bad(line, 'broken_row', parsed)];
    if (parsed.length !== this.width) {
      const detail = `${this.width} columns expected, ${parsed.length} found`;
      return [this.bad(line, 'wrong_column_count', detail, parsed)];
    }
    return [row(line.number, line.text, parsed, null)];
  }

  private bad(line: TextLine, code: string, detail: string, columns: readonly string[] = []): CsvRow {
    const known = columns.length > 0 ? columns : line.text.split(this.delimiter);
    return row(line.number, line.text, known, { code, detail });
  }
}

/** The columns of one row; the code of the error when there are none. Most rows have no quote and need no parser. */
export function split(text: string, delimiter = ',', relaxed = true): string[] | string {
  if (!text.includes('"')) return text.split(delimiter);
  try {
    // A delimiter that no text has: what is split here is one row already, whatever line breaks its quotes hold.
    const rows = parse(text, {
      delimiter,
      relax_quotes: relaxed,
      relax_column_count: true,
      record_delimiter: ['\r\n\0'],
    });
    return rows[0] ?? [];
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'CSV_UNREADABLE';
  }
}

function row(line: number, raw: string, columns: readonly string[], problem: Problem | null): CsvRow {
  return { line, raw, columns, problem };
}
