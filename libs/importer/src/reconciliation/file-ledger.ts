import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { constants, createGunzip } from 'node:zlib';
import type { LedgerRow, RowForm } from './ledger-rows.js';
import { LedgerRows } from './ledger-rows.js';

/*
 * The second opinion: what the file says about orders, lines and money, worked out without a line of the importer's
 * code. Nothing here may import from its other folders, or one mistake could hide in both sides of the comparison.
 */

export interface Sum {
  orders: number;
  lines: number;
  /** Minor units. */
  total: bigint;
}

export interface FileLedger {
  /** By `YYYY-MM sale` and `YYYY-MM return`, without the rows that were skipped. */
  readonly months: ReadonlyMap<string, Sum>;
  /** Each invoice by its number in upper case, without the rows that were skipped. */
  readonly invoices: ReadonlyMap<string, Sum>;
  readonly skipped: Sum;
  /** Lines that say nothing and that nobody reported as rejected. */
  readonly unexplained: readonly number[];
}

/** How the file is written, as somebody has found out. */
export interface LedgerForm extends RowForm {
  readonly dayOrder: 'dmy' | 'mdy';
  /** Where these stand in a row. */
  readonly columns: Readonly<Record<'invoice' | 'date' | 'quantity' | 'price', number>>;
}

export interface LedgerOptions {
  /** Numbers of the lines whose rows were rejected. */
  readonly skip: ReadonlySet<number>;
  readonly timeZone: string;
  readonly currency: string;
  readonly form: LedgerForm;
}

interface Tally {
  earliest: string;
  lines: number;
  total: bigint;
  allNegative: boolean;
}

/** Adds up a file, csv or csv.gz, in one pass. */
export async function readLedger(path: string, options: LedgerOptions): Promise<FileLedger> {
  const ledger = new Ledger(options);
  const rows = new LedgerRows(options.form, (row) => ledger.enter(row));
  const zipped = (await firstBytes(path)) === '1f8b';
  const file = createReadStream(path, { highWaterMark: 16 * 1024 });
  await new Promise<void>((resolve, reject) => {
    file.on('error', reject);
    // A cut file is no error here: what is in it is added up, and the comparison shows what that is worth.
    const bytes = zipped ? file.pipe(createGunzip({ finishFlush: constants.Z_SYNC_FLUSH })) : file;
    bytes.on('data', (chunk: string | Buffer) => rows.take(Buffer.from(chunk)));
    bytes.on('end', resolve);
    if (zipped) bytes.on('error', () => resolve());
  });
  rows.end();
  return ledger.close();
}

class Ledger {
  private readonly invoices = new Map<string, Tally>();
  private readonly rejected = new Map<string, Tally>();
  private readonly lost: number[] = [];
  private unreadableRejected = 0;
  private readonly perMajor: bigint;

  constructor(private readonly options: LedgerOptions) {
    this.perMajor = 10n ** BigInt(minorDigits(options.currency));
  }

  close(): FileLedger {
    const months = new Map<string, Sum>();
    const invoices = new Map<string, Sum>();
    for (const [number, { allNegative, earliest, lines, total }] of this.invoices) {
      const key = `${this.month(earliest)} ${/^C\d+$/.test(number) || allNegative ? 'return' : 'sale'}`;
      const sum = months.get(key) ?? { orders: 0, lines: 0, total: 0n };
      months.set(key, { orders: sum.orders + 1, lines: sum.lines + lines, total: sum.total + total });
      invoices.set(number, { orders: 1, lines, total });
    }
    const skipped: Sum = { orders: 0, lines: this.unreadableRejected, total: 0n };
    for (const [number, { lines, total }] of this.rejected) {
      skipped.orders += this.invoices.has(number) ? 0 : 1;
      skipped.lines += lines;
      skipped.total += total;
    }
    return {
      months: new Map([...months].sort(([a], [b]) => (a < b ? -1 : 1))),
      invoices,
      skipped,
      unexplained: this.lost,
    };
  }

  enter({ fields, line }: LedgerRow): void {
    const skipped = this.options.skip.has(line);
    const { columns, dayOrder, delimiter } = this.options.form;
    const [invoice = '', date = '', quantity = '', written = ''] = [
      columns.invoice,
      columns.date,
      columns.quantity,
      columns.price,
    ].map((at) => fields?.[at]);
    const price = delimiter === ';' ? written.replace(',', '.') : written;
    const time = sortable(date, dayOrder);
    if (invoice === '' || !/^-?\d+$/.test(quantity) || !/^-?\d+(\.\d+)?$/.test(price)) {
      if (skipped) this.unreadableRejected += 1;
      else this.lost.push(line);
      return;
    }
    const books = skipped ? this.rejected : this.invoices;
    add(books, invoice.toUpperCase(), time, this.money(BigInt(quantity), price), quantity.startsWith('-'));
  }

  /** Quantity times price, rounded once to a minor unit: half a unit goes away from zero. */
  private money(quantity: bigint, price: string): bigint {
    const [whole = '0', fraction = ''] = price.split('.');
    const scale = 10n ** BigInt(fraction.length);
    const exact = quantity * BigInt(whole + fraction) * this.perMajor;
    const size = exact < 0n ? -exact : exact;
    const rounded = size / scale + ((size % scale) * 2n >= scale ? 1n : 0n);
    return exact < 0n ? -rounded : rounded;
  }

  /** The month in UTC, as the server counts: near its ends a time zone matters. */
  private month(local: string): string {
    if (this.options.timeZone === 'UTC') return local.slice(0, 7);
    const wall = new Date(`${local.replace(' ', 'T')}Z`);
    const there = new Date(
      `${wall.toLocaleString('sv-SE', { timeZone: this.options.timeZone }).replace(' ', 'T')}Z`,
    );
    return new Date(2 * wall.getTime() - there.getTime()).toISOString().slice(0, 7);
  }
}

/** Any date of a spreadsheet as `YYYY-MM-DD HH:MM`, so that texts are in the order of time; empty for what is none. */
function sortable(text: string, dayOrder: LedgerForm['dayOrder']): string {
  if (/^\d{5}(\.\d+)?$/.test(text)) {
    // A day in a spreadsheet is a number, and 25,569 is the first of 1970.
    return new Date(Math.round((Number(text) - 25_569) * 86_400) * 1_000)
      .toISOString()
      .slice(0, 16)
      .replace('T', ' ');
  }
  const [first = '', second = '', third = '', hour = '0', minute = '0'] = text.match(/\d+/g) ?? [];
  const dayFirst = dayOrder === 'dmy' || /^\d+\./.test(text);
  const [year, month, day] =
    first.length === 4 ? [first, second, third] : dayFirst ? [third, second, first] : [third, first, second];
  const half = /([ap])\.?m/i.exec(text)?.[1]?.toLowerCase();
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half === 'p' ? 12 : 0);
  const two = (part: string | number): string => String(part).padStart(2, '0');
  return `${year.length === 2 ? `20${year}` : year}-${two(month)}-${two(day)} ${two(hours)}:${two(minute)}`;
}

function add(books: Map<string, Tally>, key: string, time: string, money: bigint, negative: boolean): void {
  const tally = books.get(key);
  if (!tally) books.set(key, { earliest: time, lines: 1, total: money, allNegative: negative });
  else {
    tally.earliest = time < tally.earliest ? time : tally.earliest;
    tally.lines += 1;
    tally.total += money;
    tally.allNegative &&= negative;
  }
}

/** Digits after the point, as the language's own tables know them. */
export function minorDigits(currency: string): number {
  return (
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await file.close();
  }
}
