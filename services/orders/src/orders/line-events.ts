import { linesApproved, linesCancelled, linesStored } from '@tenfold/contracts';
import { z } from 'zod';

/** What is read of an event of lines here. The sales of products are most of it, and order-items' own business: they are not checked again. */
const payload = z.object({ orderIds: linesStored.payload.shape.orderIds });
export type OrdersNamed = z.infer<typeof payload>;

export const ordersStored = { ...linesStored, payload };
export const ordersApproved = { ...linesApproved, payload };
export const ordersCancelled = { ...linesCancelled, payload };
