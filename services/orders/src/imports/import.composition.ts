import type { OrderLines } from '@tenfold/contracts';
import type { FieldError } from '@tenfold/errors';
import { jsonPointer } from '@tenfold/http';
import { bucketOf, newId } from '@tenfold/ids';
import { orderNumber } from '../orders/order-number.js';
import { composeOrder } from '../orders/order.composition.js';
import type { OrderRow } from '../orders/orders.repository.js';
import { importedOrderSchema, type ImportedOrder } from './dto/import-orders.dto.js';

export interface ImportDraft {
  readonly order: OrderRow & { readonly externalReference: string };
  readonly outboxId: string;
  readonly lines: OrderLines;
  /** The event with the lines, as JSON text. */
  readonly event: string;
}

/** Partitions before this are nobody's orders but somebody's typing error. */
const EARLIEST = Date.UTC(2000, 0, 1);
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1_000;

/** Checks and prices one order of an import by the rules that every order obeys. `at` is its JSON pointer. */
export function composeImport(
  source: string,
  input: unknown,
  at: string,
): ImportDraft | { problems: FieldError[] } {
  const parsed = importedOrderSchema.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      pointer: at + jsonPointer(issue.path),
      code: issue.code,
      detail: issue.message,
    }));
    return { problems };
  }
  const placedAt = Date.parse(parsed.data.placedAt);
  if (placedAt < EARLIEST || placedAt > Date.now() + CLOCK_TOLERANCE_MS) {
    const detail = 'must be from the year 2000 on and not in the future';
    return { problems: [{ pointer: `${at}/placedAt`, code: 'placed_at_out_of_range', detail }] };
  }
  return draft(source, parsed.data, placedAt, at);
}

function draft(
  source: string,
  input: ImportedOrder,
  placedAtMs: number,
  at: string,
): ImportDraft | { problems: FieldError[] } {
  const { kind, customerId, currency, externalReference } = input;
  const composition = composeOrder(kind, currency, input.lines, at);
  if ('problems' in composition) return composition;
  // All guests in one bucket would make one shard carry a quarter of the shop.
  const bucket = bucketOf(customerId ?? `${source}/${externalReference}`);
  const id = newId(bucket, placedAtMs);
  const placedAt = new Date(placedAtMs).toISOString();
  const lines: OrderLines = { orderId: id, customerId, currency, kind, source, lines: composition.lines };
  const order = {
    bucket,
    id,
    number: orderNumber(id),
    kind,
    customerId,
    status: 'closed',
    itemsState: 'pending',
    currency,
    country: input.country,
    countryName: input.countryName ?? null,
    itemCount: composition.lines.length,
    total: composition.total,
    preview: composition.preview,
    source,
    externalReference,
    metadata: {},
    returnOf: null,
    version: 1,
    statusTimes: { closed: placedAt },
    placedAt,
    updatedAt: placedAt,
  } as const;
  return { order, outboxId: newId(bucket), lines, event: JSON.stringify(lines) };
}

/** Packs orders into messages of at most `maxLines` lines and `maxBytes` bytes; an order is never cut. */
export function packMessages(
  drafts: readonly ImportDraft[],
  maxLines: number,
  maxBytes: number,
): ImportDraft[][] {
  const messages: ImportDraft[][] = [];
  let [lines, bytes] = [Infinity, 0];
  for (const one of drafts) {
    const size = Buffer.byteLength(one.event) + 1;
    if (lines + one.lines.lines.length > maxLines || bytes + size > maxBytes) {
      messages.push([]);
      [lines, bytes] = [0, 0];
    }
    messages.at(-1)?.push(one);
    lines += one.lines.lines.length;
    bytes += size;
  }
  return messages;
}
