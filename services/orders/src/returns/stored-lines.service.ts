import { Injectable } from '@nestjs/common';
import { InjectEnv } from '@tenfold/bootstrap';
import { listLines, type Line } from '@tenfold/contracts';
import { AppError } from '@tenfold/errors';
import { Messaging } from '@tenfold/messaging';
import type { OrdersEnv } from '../env.js';

const LINES_PER_PAGE = 500;

/** All lines of an order, as order-items has them. */
@Injectable()
export class StoredLinesService {
  constructor(
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
  ) {}

  /** @throws order_items_pending when order-items does not have all of them yet */
  async of(order: { readonly id: string; readonly itemCount: number }): Promise<Line[]> {
    const stored: Line[] = [];
    const timeoutMs = this.env.ORDER_ITEMS_TIMEOUT;
    while (stored.length < order.itemCount) {
      const afterLineNo = stored.at(-1)?.lineNo ?? 0;
      const question = { orderId: order.id, afterLineNo, limit: LINES_PER_PAGE };
      const { lines } = await this.messaging.request(listLines, question, { timeoutMs });
      if (lines.length === 0) throw itemsPending();
      stored.push(...lines);
    }
    return stored;
  }
}

/** @returns order_items_pending */
export function itemsPending(): AppError {
  return new AppError('order_items_pending', {
    detail: 'the lines of the order are on their way; try again in a moment',
    headers: { 'retry-after': '1' },
  });
}
