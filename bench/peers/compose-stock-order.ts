import { randomBytes } from 'node:crypto';
import { lineTotal } from '@tenfold/money';
import type { DeepPartial } from 'typeorm';
import type { StockOrder } from './orders.entity.js';
import type { PlaceOrderDto } from './place-order.dto.js';

const PREVIEW_LINES = 3;

/** Prices the lines by the same rule as ours; an order number, a preview and times are what the answer has as well. */
export function composeStockOrder(customerId: string, body: PlaceOrderDto): DeepPartial<StockOrder> {
  const now = new Date();
  const lines = body.lines.map(({ sku, title, quantity, unitPrice, isCharge = false }, index) => ({
    lineNo: index + 1,
    sku,
    title,
    quantity,
    unitPrice,
    lineTotal: lineTotal(quantity, unitPrice, body.currency),
    isCharge,
  }));
  return {
    number: `${now.toISOString().slice(0, 10).replaceAll('-', '')}-${randomBytes(4).toString('hex').toUpperCase()}`,
    kind: 'sale',
    status: 'pending',
    itemsState: 'stored',
    customerId,
    currency: body.currency,
    country: body.country ?? null,
    countryName: null,
    itemCount: lines.length,
    total: lines.reduce((sum, line) => sum + line.lineTotal, 0),
    preview: lines.slice(0, PREVIEW_LINES).map((line) => ({ ...line })),
    source: 'api',
    externalReference: null,
    metadata: {},
    returnOf: null,
    version: 1,
    statusTimes: { pending: now.toISOString() },
    placedAt: now,
    updatedAt: now,
    lines,
  };
}
