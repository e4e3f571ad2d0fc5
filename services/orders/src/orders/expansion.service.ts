import { Injectable } from '@nestjs/common';
import { InjectEnv } from '@tenfold/bootstrap';
import { listLines } from '@tenfold/contracts';
import type { Principal } from '@tenfold/identity';
import { Messaging } from '@tenfold/messaging';
import type { OrdersEnv } from '../env.js';
import type { EmbeddedLines, Expandable, ExpandedOrder, Order } from './dto/order.dto.js';
import { OrderListsService } from './order-lists.service.js';

/** What an order carries of each at most: as much as a page may have. */
const MOST = 100;

/** Embeds what belongs to an order and lies elsewhere. Asked only for orders that the caller may see. */
@Injectable()
export class ExpansionService {
  constructor(
    private readonly lists: OrderListsService,
    private readonly messaging: Messaging,
    @InjectEnv() private readonly env: OrdersEnv,
  ) {}

  /** @throws AppError `dependency_unavailable` when order-items does not answer: half of what was asked for is no answer */
  async expand(principal: Principal, order: Order, names: readonly Expandable[]): Promise<ExpandedOrder> {
    const [lines, history] = await Promise.all([
      names.includes('lines') ? this.linesOf(order.id) : undefined,
      names.includes('history') ? this.lists.history(principal, order.id, { limit: MOST }) : undefined,
    ]);
    return {
      ...order,
      ...(lines === undefined ? {} : { lines }),
      ...(history === undefined ? {} : { history }),
    };
  }

  private async linesOf(orderId: string): Promise<EmbeddedLines> {
    const page = { orderId, afterLineNo: 0, limit: MOST + 1 };
    const { lines } = await this.messaging.request(listLines, page, {
      timeoutMs: this.env.ORDER_ITEMS_TIMEOUT,
    });
    const more = lines.length > MOST ? `/v1/order-items?orderId=${orderId}` : null;
    return { items: lines.slice(0, MOST), more };
  }
}
