import { isCharge } from './charges.js';
import { countryCode } from './countries.js';
import type { ImportOrder } from './import-order.js';
import type { Invoice, InvoiceRefusal } from './invoice-grouper.js';
import { MAX_LINES_PER_ORDER } from './invoice-grouper.js';
import type { ToInstant } from './local-time.js';
import type { OrderLineRow } from './order-row.js';

export interface MappingOptions {
  readonly toInstant: ToInstant;
  readonly currency: string;
  /** Stock adjustments become returns of value 0 instead of rejects. */
  readonly keepAdjustments: boolean;
}

/** Why an invoice does not become an order; `causes` are the lines to blame, empty when it is the invoice as a whole. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly causes: readonly number[];
}

export type Mapped = { readonly order: ImportOrder } | { readonly refusal: Refusal };

const REFUSALS: Readonly<Record<InvoiceRefusal, string>> = {
  returned_after_window: 'the number came back after its invoice was complete',
  too_many_lines: `an order has at most ${MAX_LINES_PER_ORDER} lines`,
  file_cut: 'the file ends here, so that rows of this invoice may be missing',
};

/** One invoice to one order, or the reason why not. One bad line refuses the whole: a partial order is a wrong total. */
export function mapInvoice(invoice: Invoice, options: MappingOptions): Mapped {
  const broken = invoice.rows.filter((row) => row.problem !== null);
  const [worst] = broken;
  if (worst?.problem) return { refusal: { ...worst.problem, causes: broken.map((row) => row.line) } };
  const rows = invoice.rows.flatMap((row) => row.value ?? []);
  const [first] = rows;
  if (invoice.number === null || !first) return refuse('empty_invoice', 'the invoice has no rows');
  if (invoice.refused) return refuse(invoice.refused, REFUSALS[invoice.refused]);
  const adjustment = isAdjustment(invoice.number, rows);
  if (adjustment && !options.keepAdjustments) {
    return refuse('stock_adjustment', 'a correction of the stock, nobody bought or returned anything');
  }
  const kind = isReturn(invoice.number, rows) || adjustment ? 'return' : 'sale';
  if (OTHER_DOCUMENT.test(invoice.number)) {
    return refuse('unknown_document', `${invoice.number} is neither an invoice nor a credit note`);
  }
  const odd = invoice.rows.filter(({ value }) => value && value.quantity > 0 !== (kind === 'sale'));
  if (odd.length > 0) {
    const detail =
      kind === 'sale' ? 'a sale with a negative quantity' : 'a credit note with a positive quantity';
    return refuse(
      'wrong_sign',
      detail,
      odd.map((row) => row.line),
    );
  }
  if (rows.some((row) => row.customerId !== first.customerId)) {
    return refuse('mixed_customers', 'the rows name different customers');
  }
  return { order: toOrder(invoice.number, kind, first, rows, options) };
}

/** Online Retail numbers its documents: digits, after a C for credit notes, after another letter for what is neither. */
const NUMBERED = /^[A-Z]?\d+$/;
const CREDIT_NOTE = /^C\d+$/;
const OTHER_DOCUMENT = /^[ABD-Z]\d+$/;

/** By its number; where a shop numbers otherwise, by its quantities. */
function isReturn(number: string, rows: readonly OrderLineRow[]): boolean {
  return CREDIT_NOTE.test(number) || (!NUMBERED.test(number) && rows.every(({ quantity }) => quantity < 0));
}

/** No credit note, one negative line at price 0 for no customer: `damages`, `thrown away`, `?`. */
function isAdjustment(number: string, rows: readonly OrderLineRow[]): boolean {
  const [only, ...others] = rows;
  if (!only || others.length > 0 || CREDIT_NOTE.test(number)) return false;
  return only.quantity < 0 && only.customerId === null && /^[0.]+$/.test(only.unitPrice);
}

function toOrder(
  number: string,
  kind: ImportOrder['kind'],
  first: OrderLineRow,
  rows: readonly OrderLineRow[],
  { toInstant, currency }: MappingOptions,
): ImportOrder {
  const earliest = rows.reduce(
    (least, { localTime }) => (localTime < least ? localTime : least),
    first.localTime,
  );
  const country = countryCode(first.country);
  return {
    externalReference: number,
    placedAt: toInstant(earliest),
    kind,
    customerId: first.customerId,
    currency,
    country,
    ...(country === null && first.country !== '' ? { countryName: first.country } : {}),
    lines: rows.map(({ sku, title, quantity, unitPrice }) => ({
      sku,
      title,
      quantity,
      unitPrice,
      isCharge: isCharge(sku),
    })),
  };
}

function refuse(code: string, detail: string, causes: readonly number[] = []): Mapped {
  return { refusal: { code, detail, causes } };
}
