import { Injectable } from '@nestjs/common';
import { InjectLogger } from '@tenfold/bootstrap';
import { findPlaced } from '@tenfold/contracts';
import { Messaging } from '@tenfold/messaging';
import type { Logger } from '@tenfold/observability';

const TIMEOUT_MS = 2_000;

/** Whether there are orders whose lines were stored ahead of them, as the service of orders knows. */
@Injectable()
export class PlacedOrders {
  constructor(
    private readonly messaging: Messaging,
    @InjectLogger() private readonly log: Logger,
  ) {}

  /** @returns those of at most `MAX_BATCH_ORDERS` that there are; undefined when nobody could be asked */
  async among(orderIds: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    if (orderIds.length === 0) return new Set();
    try {
      const reply = await this.messaging.request(
        findPlaced,
        { orderIds: [...orderIds] },
        { timeoutMs: TIMEOUT_MS },
      );
      return new Set(reply.orderIds);
    } catch (error) {
      this.log.warn(
        { err: error, orders: orderIds.length },
        'orders cannot be asked, their lines count later',
      );
      return undefined;
    }
  }
}
