import { Controller } from '@nestjs/common';
import { linesCancelled, linesStored, type LinesChanged } from '@tenfold/contracts';
import { HandlesEvent } from '@tenfold/messaging';
import { OrdersService } from './orders.service.js';

@Controller()
export class OrdersNatsController {
  constructor(private readonly orders: OrdersService) {}

  /** The lines have come by whichever way; harmless for orders that know already, so it needs no inbox. */
  @HandlesEvent(linesStored, { durable: 'items-stored', batch: 20 })
  async itemsStored(events: LinesChanged[]): Promise<void> {
    await this.orders.itemsStored(events.flatMap((event) => event.orderIds));
  }

  /** Only takes rows out of the outbox, so that it needs no inbox either. */
  @HandlesEvent(linesCancelled, { durable: 'items-cancelled', batch: 20 })
  async itemsCancelled(events: LinesChanged[]): Promise<void> {
    await this.orders.itemsCancelled(events.flatMap((event) => event.orderIds));
  }
}
