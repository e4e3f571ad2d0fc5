import { Controller } from '@nestjs/common';
import { findPlaced } from '@tenfold/contracts';
import { HandlesEvent, HandlesRequest } from '@tenfold/messaging';
import type { z } from 'zod';
import { ordersApproved, ordersCancelled, ordersStored, type OrdersNamed } from './line-events.js';
import { OrdersService } from './orders.service.js';

@Controller()
export class OrdersNatsController {
  constructor(private readonly orders: OrdersService) {}

  @HandlesRequest(findPlaced)
  async placed({ orderIds }: z.infer<typeof findPlaced.request>): Promise<z.infer<typeof findPlaced.reply>> {
    return { orderIds: await this.orders.placed(orderIds) };
  }

  /** The lines have come by whichever way; harmless for orders that know already, so it needs no inbox. */
  @HandlesEvent(ordersStored, { durable: 'items-stored', batch: 20 })
  async itemsStored(events: OrdersNamed[]): Promise<void> {
    await this.orders.itemsStored(events.flatMap((event) => event.orderIds));
  }

  /** Only takes rows out of the outbox, so that it needs no inbox either. */
  @HandlesEvent(ordersApproved, { durable: 'items-approved', batch: 20 })
  async itemsApproved(events: OrdersNamed[]): Promise<void> {
    await this.orders.itemsApproved(events.flatMap((event) => event.orderIds));
  }

  /** As above. */
  @HandlesEvent(ordersCancelled, { durable: 'items-cancelled', batch: 20 })
  async itemsCancelled(events: OrdersNamed[]): Promise<void> {
    await this.orders.itemsCancelled(events.flatMap((event) => event.orderIds));
  }
}
