import type { ImportOrder } from './import-order.js';
import type { Invoice } from './invoice-grouper.js';
import type { Refusal } from './invoice-mapper.js';

/** An invoice with its fate so far: an order to send, or the reason why it is not sent. */
export type Item = { readonly invoice: Invoice } & (
  | { readonly order: ImportOrder; readonly refusal?: undefined }
  | { readonly order?: undefined; readonly refusal: Refusal }
);

export type Batch = readonly Item[];

/** A batch of nothing but rejects is released too, so that it does not grow without end. */
const MAX_ITEMS = 1_000;

/** Fills requests up to a number of orders and of lines. Rejects travel along, so that the order of the file is kept. */
export class Batcher {
  private items: Item[] = [];
  private orders = 0;
  private lines = 0;

  constructor(
    private readonly maxOrders: number,
    private readonly maxLines: number,
  ) {}

  add(item: Item): Batch | null {
    const lines = item.order?.lines.length ?? 0;
    const full =
      this.items.length >= MAX_ITEMS ||
      (item.order &&
        (this.orders >= this.maxOrders || (this.orders > 0 && this.lines + lines > this.maxLines)));
    const batch = full ? this.take() : null;
    this.items.push(item);
    this.orders += item.order ? 1 : 0;
    this.lines += lines;
    return batch;
  }

  take(): Batch | null {
    if (this.items.length === 0) return null;
    const batch = this.items;
    this.items = [];
    this.orders = 0;
    this.lines = 0;
    return batch;
  }
}
