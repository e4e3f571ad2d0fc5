import type { ByteSource } from '../input/byte-source.js';
import type { CsvRow } from '../input/csv-reader.js';
import { CsvReader } from '../input/csv-reader.js';
import type { TextLine } from '../input/line-reader.js';
import { LineReader } from '../input/line-reader.js';
import type { Invoice } from './invoice-grouper.js';
import { InvoiceGrouper } from './invoice-grouper.js';
import type { OrderForm } from './order-form.js';
import { OrderRowReader } from './order-row.js';

/** The invoices of a file, always in the same order, and what there is to say about the file itself. */
export class OrderFile {
  /** Rows read, the header not among them. */
  rows = 0;
  readonly warnings: string[] = [];
  /** Whether data is missing at the end. */
  cut = false;

  private readonly lines: LineReader;
  private readonly grouper: InvoiceGrouper;
  private readonly csv: CsvReader;
  private readonly orders: OrderRowReader;

  constructor(
    private readonly source: ByteSource,
    private readonly form: OrderForm,
    window: number,
  ) {
    this.grouper = new InvoiceGrouper(window);
    this.lines = new LineReader(form);
    this.csv = new CsvReader(form.width, form.delimiter);
    this.orders = new OrderRowReader(form);
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
      if (line.number <= this.form.headerLines) continue;
      if (line.terminated) for (const row of this.csv.push(line)) complete.push(...this.add(row));
      else for (const row of this.lastRow(line)) complete.push(...this.add(row));
    }
    return complete;
  }

  /** A last line without its line end may be half a row. In a gzip file that ends too early it always is. */
  private lastRow(line: TextLine): CsvRow[] {
    const rows = [...this.csv.push(line), ...this.csv.end()];
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
    // Without a column behind it even the number may be half of one.
    const whole = last.columns.slice(0, last.raw.split(this.form.delimiter).length - 1);
    return [...rows, { ...last, problem, columns: whole }];
  }

  private add(row: CsvRow): Invoice[] {
    this.rows += 1;
    return this.grouper.add(this.orders.read(row));
  }

  private finish(): Invoice[] {
    if (this.source.cut !== null) {
      this.cut = true;
      this.warnings.push(`the compressed data ends too early or is damaged (${this.source.cut})`);
    }
    const complete = this.csv.end().flatMap((row) => this.add(row));
    if (this.cut) this.warnings.push(`the file was cut after ${this.rows} rows: what follows is missing`);
    return [...complete, ...this.grouper.end(this.cut)];
  }
}
