import { canonicalUnitPrice } from '@tenfold/money';
import type { OrderItem } from './dto/order-item.dto.js';
import type { LineRow } from './lines.repository.js';

/** The representation of a line: an allow-list, never the row. */
export function toItem(orderId: string, row: LineRow): OrderItem {
  const { lineNo, sku, title, quantity, unitPrice, lineTotal, currency, isCharge } = row;
  return {
    orderId,
    lineNo,
    sku,
    title,
    quantity,
    unitPrice: canonicalUnitPrice(unitPrice),
    lineTotal,
    currency,
    isCharge,
  };
}
