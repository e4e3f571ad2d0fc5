import type { Line } from '@tenfold/contracts';
import type { Order } from './dto/order.dto.js';
import { ORDER_STATUSES } from './order.transitions.js';
import type { OrderRow } from './orders.repository.js';

/** The representation of an order: the same wherever it is shown, so that its ETag is too. An allow-list, never the row. */
export function toOrder(row: OrderRow): Order {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    status: row.status,
    itemsState: row.itemsState,
    customerId: row.customerId,
    currency: row.currency,
    country: row.country,
    countryName: row.countryName,
    itemCount: row.itemCount,
    total: row.total,
    preview: row.preview.map(lineOf),
    source: row.source,
    externalReference: row.externalReference,
    metadata: sortedMembers(row.metadata),
    returnOf: row.returnOf,
    version: row.version,
    statusTimes: orderedTimes(row.statusTimes),
    placedAt: row.placedAt,
    updatedAt: row.updatedAt,
  };
}

export function lineOf({ lineNo, sku, title, quantity, unitPrice, lineTotal, isCharge }: Line): Line {
  return { lineNo, sku, title, quantity, unitPrice, lineTotal, isCharge };
}

/** jsonb forgets the order of members; the life of an order is what a reader expects, and it is the same on every read. */
function orderedTimes(times: OrderRow['statusTimes']): Order['statusTimes'] {
  const known = ORDER_STATUSES.map((status) => [status, times[status]] as const);
  return Object.fromEntries(known.filter(([, time]) => time !== undefined));
}

export function sortedMembers(metadata: OrderRow['metadata']): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
