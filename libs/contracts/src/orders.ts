import { idSchema } from '@tenfold/http';
import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import { MAX_BATCH_ORDERS, orderLinesSchema } from './order-shapes.js';

/** An order exists. Carries its lines, so that order-items can store them when it could not be asked directly. */
export const orderCreated = defineEvent({ subject: 'orders.order.created.v1', payload: orderLinesSchema });

/** Asks which of these orders there are: order-items counts no lines that were stored ahead of an order that never came. */
export const findPlaced = defineRequest({
  subject: 'orders.order.find-placed.v1',
  request: z.strictObject({ orderIds: z.array(idSchema).min(1).max(MAX_BATCH_ORDERS) }),
  reply: z.strictObject({ orderIds: z.array(idSchema) }),
});

/** A return was approved: its lines count from now on. */
export const orderApproved = defineEvent({
  subject: 'orders.order.approved.v1',
  payload: z.strictObject({ orderId: idSchema }),
});

/** An order was cancelled: its lines no longer count as sales. */
export const orderCancelled = defineEvent({
  subject: 'orders.order.cancelled.v1',
  payload: z.strictObject({ orderId: idSchema }),
});

export * from './order-shapes.js';
