import type { ByteSource } from '../input/byte-source.js';
import type { CsvRow } from '../input/csv-reader.js';
import { CsvReader, split } from '../input/csv-reader.js';
import type { TextLine } from '../input/line-reader.js';
import { LineReader } from '../input/line-reader.js';
import type { Invoice } from './invoice-grouper.js';
import { InvoiceGrouper } from './invoice-grouper.js';
import { OrderRowReader } from './order-row.js';

/** The invoices of a file, always in the same order, and what there is to say about the file itself. */
export class OrderFile {
  /** Rows read, the header not among them. */
  rows = 0;
  readonly warnings: string[] = [];
  /** Whether data is missing at the end. */
  cut = false;

  private readonly lines = new LineReader();
  private readonly grouper: InvoiceGrouper;
  private reader: { readonly csv: CsvReader; readonly orders: OrderRowReader } | null = null;

  constructor(
    private readonly source: ByteSource,
    window: number,
  ) {
    this.grouper = new InvoiceGrouper(window);
  }

  async *invoices(): AsyncGenerator<Invoice[]> {
    for await (const chunk of this.source.chunks()) {
      const complete = this.take(this.lines.push(chunk));
      if (complete.length > 0) yield complete;
    }
    yield [...this.take(this.lines.end()), ...this.finish()];
  }

  private take(lines: readonly TextLine[]): Invoice[] {
    const complete: Invoice[] = [];
    for (const line of lines) {
      if (!this.reader) this.reader = this.readHeader(line);
      else if (line.terminated) for (const row of this.reader.csv.push(line)) complete.push(...this.add(row));
      else for (const row of this.lastRow(line)) complete.push(...this.add(row));
    }
    return complete;
  }

  /** A last line without its line end may be half a row. In a gzip file that ends too early it always is. */
  private lastRow(line: TextLine): CsvRow[] {
    if (!this.reader) return [];
    const rows = [...this.reader.csv.push(line), ...this.reader.csv.end()];
    const last = rows.pop();
    if (!last) return [];
    if (this.source.cut === null && last.problem === null) {
      this.warnings.push(
        `line ${line.number} has no line end: if the file was cut just there, its last column is too`,
      );
      return [...rows, last];
    }
    this.cut = true;
    const problem = { code: 'cut_row', detail: 'the file ends in the middle of this row' };
    // Without a comma even the number may be half of one.
    return [...rows, { ...last, problem, columns: last.raw.includes(',') ? last.columns : [] }];
  }

  private add(row: CsvRow): Invoice[] {
    this.rows += 1;
    return this.reader ? this.grouper.add(this.reader.orders.read(row)) : [];
  }

  private finish(): Invoice[] {
    if (!this.reader) throw new Error(`${this.source.path} is empty: not even a header`);
    if (this.source.cut !== null) {
      this.cut = true;
      this.warnings.push(`the compressed data ends too early or is damaged (${this.source.cut})`);
    }
    const complete = this.reader.csv.end().flatMap((row) => this.add(row));
    if (this.cut) this.warnings.push(`the file was cut after ${this.rows} rows: what follows is missing`);
    return [...complete, ...this.grouper.end(this.cut)];
  }

  private readHeader({ text }: TextLine): { csv: CsvReader; orders: OrderRowReader } {
    const header = split(text);
    if (typeof header === 'string') throw new Error(`${this.source.path} has no readable header (${header})`);
    try {
      return { orders: new OrderRowReader(header), csv: new CsvReader(header.length) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${this.source.path} is not an Online Retail file: ${reason}`, { cause: error });
    }
  }
}
