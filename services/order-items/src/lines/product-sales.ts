import type { OrderLines, ProductDelta } from '@tenfold/contracts';
import { timeOfId } from '@tenfold/ids';

/** What is known of an order that is added to the sales of its products. */
export type SoldOrder = Pick<OrderLines, 'orderId' | 'currency' | 'kind'> & {
  /** Null where the lines count from their storing; those of others are added when they are approved. */
  readonly approved?: boolean | null | undefined;
  readonly lines: readonly Pick<OrderLines['lines'][number], Told>[];
};
type Told = 'sku' | 'title' | 'quantity' | 'lineTotal' | 'isCharge';

type Sums = { -readonly [K in keyof ProductDelta]: ProductDelta[K] };
interface Sold {
  readonly sums: Sums;
  /** The last order that was counted: a product that stands on two of its lines is in one order. */
  orderId: string;
}

/** What orders add to the sales of each product on each day: what `productEvents` makes of them in the database. */
export function salesOf(orders: readonly SoldOrder[]): ProductDelta[] {
  const sold = new Map<string, Sold>();
  for (const order of orders) {
    const day = new Date(timeOfId(order.orderId)).toISOString().slice(0, 10);
    for (const line of order.lines) add(soldOf(sold, line, order.currency, day), order, line);
  }
  return [...sold.values()].map(({ sums }) => sums);
}

function soldOf(
  sold: Map<string, Sold>,
  line: SoldOrder['lines'][number],
  currency: string,
  day: string,
): Sold {
  const sku = line.sku.toUpperCase();
  const key = `${currency}${day}${sku}`;
  let known = sold.get(key);
  if (known === undefined) {
    const none = { soldQuantity: 0, returnedQuantity: 0, orders: 0, returns: 0, revenue: 0, returned: 0 };
    const { title, isCharge } = line;
    known = {
      sums: { sku, title, isCharge, currency, month: `${day.slice(0, 7)}-01`, day, ...none },
      orderId: '',
    };
    sold.set(key, known);
  }
  return known;
}

function add(to: Sold, { orderId, kind, approved }: SoldOrder, line: SoldOrder['lines'][number]): void {
  const { sums } = to;
  if (line.title !== sums.title && Buffer.from(line.title).compare(Buffer.from(sums.title)) > 0)
    sums.title = line.title;
  sums.isCharge ||= line.isCharge;
  if (approved != null) return;
  sums.revenue += line.lineTotal;
  const first = to.orderId === orderId ? 0 : 1;
  to.orderId = orderId;
  if (kind === 'sale') {
    sums.soldQuantity += line.quantity;
    sums.orders += first;
  } else {
    sums.returnedQuantity -= line.quantity;
    sums.returned += line.lineTotal;
    sums.returns += first;
  }
}
