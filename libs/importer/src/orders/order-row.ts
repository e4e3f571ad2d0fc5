import type { CsvRow, Problem } from '../input/csv-reader.js';
import { isLocalTime } from './local-time.js';

/** The columns of the Online Retail file, in our order of use. */
export const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

/** A row that can become an order line. */
export interface OrderLineRow {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly localTime: string;
  readonly customerId: string | null;
  readonly country: string;
}

/** A row of the file with the invoice it belongs to; without a value it has a problem, and `invoice` may be unknown. */
export interface OrderRow {
  readonly line: number;
  readonly raw: string;
  readonly invoice: string | null;
  readonly value: OrderLineRow | null;
  readonly problem: Problem | null;
}

/** Documents are numbered: digits after at most one letter that tells their kind. */
const INVOICE_NUMBER = /^[A-Za-z]?\d{1,18}$/;
const QUANTITY = /^-?\d{1,10}$/;
const PRICE = /^(-?)\d{1,12}(?:\.(\d+))?$/;
const CUSTOMER = /^(\d{1,18})(?:\.0+)?$/;
const MAX_INT32 = 2_147_483_647;
const MAX_PRICE_DECIMALS = 4;
// C0 and DEL: none of them belongs into a code or a title, and Postgres refuses NUL in text.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Reads rows whose columns stand where the header says. Throws when the header is not that of the file we know. */
export class OrderRowReader {
  private readonly at: readonly number[];

  constructor(header: readonly string[]) {
    const names = header.map((name) => name.trim().toLowerCase());
    this.at = COLUMNS.map((name) => names.indexOf(name.toLowerCase()));
    const missing = COLUMNS.filter((_, index) => this.at[index] === -1);
    if (missing.length > 0) throw new Error(`the header has no column ${missing.join(', ')}`);
  }

  read({ line, raw, columns, problem }: CsvRow): OrderRow {
    // A broken row may have lost columns; its first one is still the best guess at what it belonged to.
    const number = ((problem ? columns[0] : this.column(columns, 0)) ?? '').trim();
    const invoice = INVOICE_NUMBER.test(number) ? number.toUpperCase() : null;
    if (problem) return { line, raw, invoice, value: null, problem };
    if (invoice === null) return { line, raw, invoice, value: null, problem: unreadableNumber(number) };
    const value = this.value(columns);
    if ('code' in value) return { line, raw, invoice, value: null, problem: value };
    return { line, raw, invoice, value, problem: null };
  }

  private value(columns: readonly string[]): OrderLineRow | Problem {
    const sku = this.column(columns, 1).trim();
    const title = this.column(columns, 2).trim() || sku;
    const quantity = this.column(columns, 3).trim();
    const localTime = this.column(columns, 4).trim();
    const unitPrice = this.column(columns, 5).trim();
    const customer = this.column(columns, 6).trim();
    const country = this.column(columns, 7).trim();
    const customerId = customer === '' ? null : CUSTOMER.exec(customer)?.[1];
    if (sku === '') return { code: 'missing_sku', detail: 'the stock code is empty' };
    if (CONTROL.test(sku) || CONTROL.test(title) || CONTROL.test(country)) {
      return { code: 'control_character', detail: 'a text holds a control character' };
    }
    const wrong = quantityProblem(quantity) ?? priceProblem(unitPrice);
    if (wrong) return wrong;
    if (!isLocalTime(localTime))
      return { code: 'invalid_time', detail: `not a date and time: ${show(localTime)}` };
    if (customerId === undefined) {
      return { code: 'invalid_customer', detail: `a customer id is digits, not ${show(customer)}` };
    }
    return { sku, title, quantity: Number(quantity), unitPrice, localTime, customerId, country };
  }

  private column(columns: readonly string[], index: number): string {
    return columns[this.at[index] ?? -1] ?? '';
  }
}

function quantityProblem(text: string): Problem | null {
  if (!QUANTITY.test(text) || Math.abs(Number(text)) > MAX_INT32) {
    return { code: 'invalid_quantity', detail: `a quantity is a whole number of 32 bits, not ${show(text)}` };
  }
  return Number(text) === 0 ? { code: 'zero_quantity', detail: 'the quantity is 0' } : null;
}

function priceProblem(text: string): Problem | null {
  const price = PRICE.exec(text);
  if (!price) return { code: 'invalid_price', detail: `a price is a decimal number, not ${show(text)}` };
  if (price[1] === '-') return { code: 'negative_price', detail: `the price ${text} is negative` };
  if ((price[2]?.length ?? 0) > MAX_PRICE_DECIMALS) {
    return {
      code: 'too_many_decimals',
      detail: `the price ${text} has more than ${MAX_PRICE_DECIMALS} decimals`,
    };
  }
  return null;
}

function unreadableNumber(text: string): Problem {
  return { code: 'invalid_invoice_number', detail: `not an invoice number: ${show(text)}` };
}

function show(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
