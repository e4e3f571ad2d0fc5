import { Controller } from '@nestjs/common';
import {
  discardLines,
  listLines,
  orderApproved,
  orderCancelled,
  orderCreated,
  storeLines,
  storeLinesBatch,
  type OrderLines,
} from '@tenfold/contracts';
import { HandlesEvent, HandlesRequest } from '@tenfold/messaging';
import type { z } from 'zod';
import { LinesService } from './lines.service.js';

type StoreLines = z.infer<typeof storeLines.request>;
type Batch = z.infer<typeof storeLinesBatch.request>;
type ListRequest = z.infer<typeof listLines.request>;

@Controller()
export class LinesNatsController {
  constructor(private readonly lines: LinesService) {}

  @HandlesRequest(storeLines)
  async store({ ahead, ...order }: StoreLines): Promise<z.infer<typeof storeLines.reply>> {
    const reply = { orderId: order.orderId, itemCount: order.lines.length };
    if (ahead === true) return { ...reply, until: await this.lines.storeAhead(order) };
    await this.lines.storeOne(order);
    return reply;
  }

  @HandlesRequest(discardLines)
  async discard({
    orderId,
  }: z.infer<typeof discardLines.request>): Promise<z.infer<typeof discardLines.reply>> {
    return { discarded: await this.lines.discard(orderId) };
  }

  @HandlesRequest(storeLinesBatch)
  async storeBatch({ orders }: Batch): Promise<z.infer<typeof storeLinesBatch.reply>> {
    await this.lines.store(orders);
    return { orderIds: orders.map((order) => order.orderId) };
  }

  @HandlesRequest(listLines)
  async list({ orderId, afterLineNo, limit }: ListRequest): Promise<z.infer<typeof listLines.reply>> {
    return { lines: await this.lines.list(orderId, afterLineNo, limit) };
  }

  /** The second way in, for orders whose lines could not be handed over when they were placed. */
  @HandlesEvent(orderCreated, { durable: 'store-lines' })
  async created(order: OrderLines): Promise<void> {
    await this.lines.storeOnceMore(order);
  }

  @HandlesEvent(orderApproved, { durable: 'approve-lines' })
  async approved({ orderId }: z.infer<typeof orderApproved.payload>): Promise<void> {
    await this.lines.approve(orderId);
  }

  @HandlesEvent(orderCancelled, { durable: 'cancel-lines' })
  async cancelled({ orderId }: z.infer<typeof orderCancelled.payload>): Promise<void> {
    await this.lines.cancel(orderId);
  }
}
