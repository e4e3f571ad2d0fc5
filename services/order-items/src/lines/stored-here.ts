import type { OrderLines } from '@tenfold/contracts';

/** Lines that may be remembered: some megabytes. */
const MOST_LINES = 20_000;

/** Orders whose lines this process has just stored, by their id: whoever gathers them need not read them again. */
export class StoredHere {
  private readonly orders = new Map<string, OrderLines>();
  private lines = 0;

  remember(order: OrderLines): void {
    this.orders.set(order.orderId, order);
    this.lines += order.lines.length;
    // The oldest, which another process may have gathered.
    for (const orderId of this.orders.keys()) {
      if (this.lines <= MOST_LINES) return;
      this.take(orderId);
    }
  }

  /** @returns undefined where another process has stored them, or too many came since */
  take(orderId: string): OrderLines | undefined {
    const order = this.orders.get(orderId);
    if (order === undefined) return undefined;
    this.orders.delete(orderId);
    this.lines -= order.lines.length;
    return order;
  }
}
