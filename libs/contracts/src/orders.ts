import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { defineEvent } from './define.js';
import { orderLinesSchema } from './order-shapes.js';

/** An order exists. Carries its lines, so that order-items can store them when it could not be asked directly. */
export const orderCreated = defineEvent({ subject: 'orders.order.created.v1', payload: orderLinesSchema });

/** An order was cancelled: its lines no longer count as sales. */
export const orderCancelled = defineEvent({
  subject: 'orders.order.cancelled.v1',
  payload: z.strictObject({ orderId: idSchema }),
});

export * from './order-shapes.js';
