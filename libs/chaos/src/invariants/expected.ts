import { customerOf } from '../client/cast.js';
import type { Deed, History } from '../journal/history.js';
import type { OrderOperation, SentLine } from '../journal/records.js';

export interface ExpectedOrder {
  readonly key: string;
  readonly id: string;
  readonly customerId: string | null;
  readonly currency: string;
  readonly lines: readonly SentLine[];
  readonly total: number;
  readonly cancelled: boolean;
}

/** The acknowledged orders of a journal, and what must have become of them. */
export function expectedOrders({ orders, cancels }: History): ExpectedOrder[] {
  const cancelled = new Set(cancels.map(({ operation }) => operation.orderId));
  return orders.flatMap((deed) => {
    const id = deed.acks[0]?.id;
    return id === undefined ? [] : [expectedOrder(deed, id, cancelled.has(id))];
  });
}

function expectedOrder({ operation }: Deed<OrderOperation>, id: string, cancelled: boolean): ExpectedOrder {
  const { key, body } = operation;
  const total = body.lines.reduce((sum, line) => sum + amountOf(line), 0);
  return {
    key,
    id,
    customerId: customerOf(operation),
    currency: body.currency,
    lines: body.lines,
    total,
    cancelled,
  };
}

/** In minor units. Prices have two decimals here, so nothing is rounded. */
export function amountOf({ quantity, unitPrice }: SentLine): number {
  return quantity * pence(unitPrice);
}

export function pence(unitPrice: string): number {
  return Number(unitPrice.replace('.', ''));
}
