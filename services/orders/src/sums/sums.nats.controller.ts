import { Controller } from '@nestjs/common';
import { HandlesEvent } from '@tenfold/messaging';
import { ordersApproved, ordersCancelled, ordersStored, type OrdersNamed } from '../orders/line-events.js';
import { SumsService } from './sums.service.js';

/** Events that one statement takes up: most are of the same day. */
const BATCH = 20;

@Controller()
export class SumsNatsController {
  constructor(private readonly sums: SumsService) {}

  /** Comes once for every order, by whichever way it was placed, when its lines are stored. */
  @HandlesEvent(ordersStored, { durable: 'sums-stored', batch: BATCH })
  async stored(events: OrdersNamed[]): Promise<void> {
    await this.sums.count(events.flatMap((event) => event.orderIds));
  }

  @HandlesEvent(ordersApproved, { durable: 'sums-approved', batch: BATCH })
  async approved(events: OrdersNamed[]): Promise<void> {
    await this.sums.count(events.flatMap((event) => event.orderIds));
  }

  @HandlesEvent(ordersCancelled, { durable: 'sums-cancelled', batch: BATCH })
  async cancelled(events: OrdersNamed[]): Promise<void> {
    await this.sums.count(events.flatMap((event) => event.orderIds));
  }
}
