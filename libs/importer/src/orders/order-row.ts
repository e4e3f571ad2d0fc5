import type { CsvRow, Problem } from '../input/csv-reader.js';
import type { Field } from './columns.js';
import { localTimeOf } from './dates.js';
import type { OrderForm } from './order-form.js';

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

/** As shops number their documents; without blanks, so that half a row is not taken for a number. */
const INVOICE_NUMBER = /^(?=.*[0-9])[A-Za-z0-9](?:[A-Za-z0-9._/#-]{0,38}[A-Za-z0-9])?$/;
const QUANTITY = /^-?\d{1,10}$/;
const PRICE = /^(-?)\d{1,12}(?:\.(\d+))?$/;
/** A spreadsheet has made a decimal of it. */
const WHOLE_CUSTOMER = /^(\d{1,18})\.0+$/;
/** What the API takes for a customer. */
const MAX_CUSTOMER = 128;
const NOT_VISIBLE_ASCII = /[^!-$&-~]/gu;
const MAX_INT32 = 2_147_483_647;
const MAX_PRICE_DECIMALS = 4;
// C0 and DEL: none of them belongs into a code or a title, and Postgres refuses NUL in text.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Reads rows whose columns stand where the form of the file says. */
export class OrderRowReader {
  constructor(private readonly form: Pick<OrderForm, 'columns' | 'dayOrder' | 'delimiter'>) {}

  read({ line, raw, columns, problem }: CsvRow): OrderRow {
    // A broken row may have lost columns; the place of its number is still the best guess at what it belonged to.
    const number = this.column(columns, 'invoice').replaceAll('"', '').trim();
    const invoice = INVOICE_NUMBER.test(number) ? number.toUpperCase() : null;
    if (problem) return { line, raw, invoice, value: null, problem };
    if (invoice === null) return { line, raw, invoice, value: null, problem: unreadableNumber(number) };
    const value = this.value(columns);
    if ('code' in value) return { line, raw, invoice, value: null, problem: value };
    return { line, raw, invoice, value, problem: null };
  }

  private value(columns: readonly string[]): OrderLineRow | Problem {
    const sku = this.column(columns, 'sku').trim();
    const title = this.column(columns, 'title').trim() || sku;
    const quantity = this.column(columns, 'quantity').trim();
    const date = this.column(columns, 'date').trim();
    const localTime = localTimeOf(date, this.form.dayOrder);
    const unitPrice = this.priceOf(this.column(columns, 'price').trim());
    const customer = this.column(columns, 'customer').trim();
    const country = this.column(columns, 'country').trim();
    const customerId = customer === '' ? null : customerOf(customer);
    if (sku === '') return { code: 'missing_sku', detail: 'the stock code is empty' };
    if (CONTROL.test(sku) || CONTROL.test(title) || CONTROL.test(country)) {
      return { code: 'control_character', detail: 'a text holds a control character' };
    }
    const wrong = quantityProblem(quantity) ?? priceProblem(unitPrice);
    if (wrong) return wrong;
    if (localTime === undefined) {
      return { code: 'invalid_time', detail: `not a date and time (${this.form.dayOrder}): ${show(date)}` };
    }
    if (CONTROL.test(customer) || (customerId?.length ?? 0) > MAX_CUSTOMER) {
      return {
        code: 'invalid_customer',
        detail: `a customer has at most ${MAX_CUSTOMER} characters: ${show(customer)}`,
      };
    }
    return { sku, title, quantity: Number(quantity), unitPrice, localTime, customerId, country };
  }

  /** Where lists are parted by semicolons, decimals are by commas. Elsewhere a comma may part thousands, and is refused. */
  private priceOf(text: string): string {
    return this.form.delimiter === ';' ? text.replace(/^(-?\d+),(\d+)$/, '$1.$2') : text;
  }

  private column(columns: readonly string[], field: Field): string {
    return columns[this.form.columns[field]] ?? '';
  }
}

/** Any text: what the API does not take in a customer's id is percent-encoded, and the percent sign too. */
function customerOf(text: string): string {
  return WHOLE_CUSTOMER.exec(text)?.[1] ?? text.replaceAll(NOT_VISIBLE_ASCII, encodeCharacter);
}

function encodeCharacter(character: string): string {
  return character.isWellFormed() ? encodeURIComponent(character).replaceAll("'", '%27') : '%EF%BF%BD';
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
