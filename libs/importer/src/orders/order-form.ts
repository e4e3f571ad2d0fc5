import { ByteSource } from '../input/byte-source.js';
import { CsvReader, split } from '../input/csv-reader.js';
import { LineReader, type TextLine } from '../input/line-reader.js';
import { detectTextForm, type Encoding, type TextForm } from '../input/text-form.js';
import { columnsOf, missingIn, type ColumnMap, type Columns } from './columns.js';
import { isAmbiguous, orderSaidBy, type DayOrder } from './dates.js';

export const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t', pipe: '|' } as const;
export type Delimiter = (typeof DELIMITERS)[keyof typeof DELIMITERS];

/** How a file of orders is written. */
export interface OrderForm extends TextForm {
  readonly delimiter: Delimiter;
  readonly dayOrder: DayOrder;
  /** Lines before the rows: the header, and a line `sep=;` before it. */
  readonly headerLines: number;
  readonly width: number;
  readonly columns: Columns;
}

/** What was said about a file; what was not is found in it. */
export interface OrderFormOptions {
  readonly encoding?: Encoding | undefined;
  readonly delimiter?: Delimiter | undefined;
  readonly dayOrder?: DayOrder | undefined;
  readonly map: ColumnMap;
}

const SEPARATOR_LINE = /^"?sep=(.)"?$/i;

/**
 * Finds out how a file of orders is written: its encoding by all of its bytes, its delimiter by the line `sep=` or by its header, the order of
 * day and month by the first date that has only one.
 * @throws Error that says what is wrong and which option helps
 */
export async function detectOrderForm(path: string, options: OrderFormOptions): Promise<OrderForm> {
  const text = await detectTextForm(path, options.encoding);
  const reader = new FormReader(path, text, options);
  const lines = new LineReader(text);
  for await (const chunk of (await ByteSource.open(path)).chunks()) {
    for (const line of lines.push(chunk)) reader.take(line);
    if (reader.isDecided) return reader.form();
  }
  for (const line of lines.end()) reader.take(line);
  return reader.form();
}

class FormReader {
  private readonly said: DayOrder | undefined;
  private known: Omit<OrderForm, 'dayOrder'> | undefined;
  private separator: string | undefined;
  private csv = new CsvReader(0);
  private found: DayOrder | undefined;
  private ambiguous: { readonly line: number; readonly date: string } | undefined;

  constructor(
    private readonly path: string,
    private readonly text: TextForm,
    private readonly options: OrderFormOptions,
  ) {
    this.said = options.dayOrder;
  }

  get isDecided(): boolean {
    return this.known !== undefined && (this.said ?? this.found) !== undefined;
  }

  take(line: TextLine): void {
    if (this.known !== undefined) return this.row(line);
    const separator = line.number === 1 ? SEPARATOR_LINE.exec(line.text)?.[1] : undefined;
    if (separator === undefined) this.known = this.header(line);
    else this.separator = separator;
  }

  form(): OrderForm {
    if (this.known === undefined) throw new Error(`${this.path} is empty: not even a header`);
    const dayOrder = this.said ?? this.found;
    if (dayOrder === undefined && this.ambiguous !== undefined) {
      const { date, line } = this.ambiguous;
      throw new Error(
        `${this.path}: no date says whether ${date} (line ${line}) begins with the day or with the month; say --date-format dmy or mdy`,
      );
    }
    return { ...this.known, dayOrder: dayOrder ?? 'dmy' };
  }

  private row(line: TextLine): void {
    if (this.found !== undefined || this.said !== undefined) return;
    for (const { columns, line: number, problem } of this.csv.push(line)) {
      const date = problem === null ? (columns[this.known?.columns.date ?? -1] ?? '').trim() : '';
      this.found ??= orderSaidBy(date);
      if (this.ambiguous === undefined && isAmbiguous(date)) this.ambiguous = { line: number, date };
    }
  }

  private header({ number, text }: TextLine): Omit<OrderForm, 'dayOrder'> {
    const delimiter = this.options.delimiter ?? this.delimiterOf(text);
    const header = split(text, delimiter);
    if (typeof header === 'string') throw new Error(`${this.path} has no readable header (${header})`);
    const columns = columnsOf(header, this.options.map);
    const missing = missingIn(columns, this.options.map);
    if (missing.length > 0) throw this.unknownHeader(header, delimiter, missing);
    this.csv = new CsvReader(header.length, delimiter);
    return { ...this.text, delimiter, columns, width: header.length, headerLines: number };
  }

  /** That which finds most of the columns, and of those the one that makes most of them. */
  private delimiterOf(text: string): Delimiter {
    const all = Object.values(DELIMITERS);
    const own = all.find((delimiter) => delimiter === this.separator);
    if (own !== undefined) return own;
    const worth = (delimiter: Delimiter): number => {
      const header = split(text, delimiter);
      if (typeof header === 'string') return 0;
      const found = Object.values(columnsOf(header, this.options.map)).filter((at) => at !== -1).length;
      return found * 1_000 + Math.min(header.length, 999);
    };
    return all.reduce((best, delimiter) => (worth(delimiter) > worth(best) ? delimiter : best));
  }

  private unknownHeader(header: readonly string[], delimiter: Delimiter, missing: readonly string[]): Error {
    const name = Object.entries(DELIMITERS).find(([, character]) => character === delimiter)?.[0] ?? '';
    const shown = header.slice(0, 20).map((column) => JSON.stringify(column.slice(0, 40)));
    return new Error(
      [
        `${this.path} has no column for ${missing.join(', ')}`,
        `Read as ${this.text.encoding} with ${name} between columns, its header has ${shown.join(', ')}`,
        'Say --map invoice=…,sku=…,quantity=…,date=…,price=… with the names of your columns, or --delimiter, or --encoding',
      ].join('. '),
    );
  }
}
