import { Injectable } from '@nestjs/common';
import { InjectEnv } from '@tenfold/bootstrap';
import { listLines } from '@tenfold/contracts';
import { bucketOfId } from '@tenfold/ids';
import { Messaging } from '@tenfold/messaging';
import type { OrdersEnv } from '../env.js';
import type { EmbeddedLines, Expandable, ExpandedOrder, Order, OrderHistory } from './dto/order.dto.js';
import { OrdersRepository } from './orders.repository.js';

/** Lines that an order carries at most; whoever wants the others follows the link. */
const MOST_LINES = 100;

/** Embeds what belongs to an order and lies elsewhere. Asked only for orders that the caller may see. */
@Injectable()
export class ExpansionService {
  constructor(
    private readonly orders: OrdersRepository,
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
  ) {}

  /** @throws AppError `dependency_unavailable` when order-items does not answer: half of what was asked for is no answer */
  async expand(order: Order, names: readonly Expandable[]): Promise<ExpandedOrder> {
    const [lines, history] = await Promise.all([
      names.includes('lines') ? this.linesOf(order.id) : undefined,
      names.includes('history') ? this.historyOf(order.id) : undefined,
    ]);
    return {
      ...order,
      ...(lines === undefined ? {} : { lines }),
      ...(history === undefined ? {} : { history }),
    };
  }

  private async linesOf(orderId: string): Promise<EmbeddedLines> {
    const page = { orderId, afterLineNo: 0, limit: MOST_LINES + 1 };
    const { lines } = await this.messaging.request(listLines, page, { timeoutMs: this.env.ORDER_ITEMS_TIMEOUT });
    const more = lines.length > MOST_LINES ? `/v1/order-items?orderId=${orderId}` : null;
    return { items: lines.slice(0, MOST_LINES), more };
  }

  private async historyOf(orderId: string): Promise<OrderHistory> {
    return { items: await this.orders.history(bucketOfId(orderId), orderId) };
  }
}
