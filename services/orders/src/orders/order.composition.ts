import {
  MAX_LINES_BYTES,
  MAX_ORDER_TOTAL,
  MAX_QUANTITY,
  type Line,
  type OrderKind,
} from '@tenfold/contracts';
import type { FieldError } from '@tenfold/errors';
import { canonicalUnitPrice, lineTotal, sumMinor } from '@tenfold/money';

/** Lines that every header carries, so that a list can show what an order is about without asking for its lines. */
const PREVIEW_LINES = 3;

export interface LineDraft {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: string;
  readonly isCharge?: boolean | undefined;
  /** A returned line keeps the number it had in the order that it returns; otherwise the position is the number. */
  readonly lineNo?: number;
  /** Of a returned line, its share of the line that it returns; otherwise quantity times price. */
  readonly lineTotal?: number;
}

export interface Composition {
  readonly lines: Line[];
  readonly total: number;
  readonly preview: Line[];
}

export type Composed = Composition | { readonly problems: FieldError[] };

/**
 * Prices the lines of an order: the one way in for orders that are placed, returned and imported. `at` is the JSON pointer of
 * the order in the request.
 */
export function composeOrder(
  kind: OrderKind,
  currency: string,
  drafts: readonly LineDraft[],
  at = '',
): Composed {
  const problems: FieldError[] = [];
  const lines = drafts.flatMap((draft, index) => {
    const line = priceLine(kind, currency, draft, index);
    if (!('code' in line)) return [line];
    problems.push({ pointer: `${at}/lines/${index}/${line.field}`, code: line.code, detail: line.detail });
    return [];
  });
  if (problems.length > 0) return { problems };
  return addUp(lines, at);
}

function priceLine(
  kind: OrderKind,
  currency: string,
  draft: LineDraft,
  index: number,
): Line | { field: string; code: string; detail: string } {
  const { sku, title, quantity } = draft;
  if (quantity === 0 || Math.abs(quantity) > MAX_QUANTITY) {
    const detail = `must be a whole number from 1 to ${MAX_QUANTITY}, in a return from -1 to -${MAX_QUANTITY}`;
    return { field: 'quantity', code: 'quantity_out_of_range', detail };
  }
  if (quantity > 0 !== (kind === 'sale')) {
    const detail = `a ${kind} has ${kind === 'sale' ? 'positive' : 'negative'} quantities only`;
    return { field: 'quantity', code: 'quantity_sign_mismatch', detail };
  }
  const total = draft.lineTotal ?? exactly(() => lineTotal(quantity, draft.unitPrice, currency));
  if (total === undefined)
    return { field: 'unitPrice', code: 'amount_out_of_range', detail: 'the line total is too large' };
  const unitPrice = canonicalUnitPrice(draft.unitPrice);
  const lineNo = draft.lineNo ?? index + 1;
  return { lineNo, sku, title, quantity, unitPrice, lineTotal: total, isCharge: draft.isCharge ?? false };
}

function addUp(lines: Line[], at: string): Composed {
  const pointer = `${at}/lines`;
  const total = exactly(() => sumMinor(lines.map((line) => line.lineTotal)));
  if (total === undefined || Math.abs(total) > MAX_ORDER_TOTAL) {
    const detail = `the total must not pass ${MAX_ORDER_TOTAL} minor units`;
    return { problems: [{ pointer, code: 'amount_out_of_range', detail }] };
  }
  if (Buffer.byteLength(JSON.stringify(lines)) > MAX_LINES_BYTES) {
    const detail = `the lines must not take more than ${MAX_LINES_BYTES} bytes`;
    return { problems: [{ pointer, code: 'lines_too_large', detail }] };
  }
  return { lines, total, preview: lines.slice(0, PREVIEW_LINES) };
}

/** The money library throws RangeError rather than lose a penny; here that is the client's mistake. */
function exactly(compute: () => number): number | undefined {
  try {
    return compute();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
