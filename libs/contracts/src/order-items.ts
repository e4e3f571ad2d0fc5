import { idSchema } from '@tenfold/http';
import { currencySchema } from '@tenfold/money';
import { z } from 'zod';
import { defineEvent, defineRequest } from './define.js';
import {
  customerIdSchema,
  lineSchema,
  MAX_BATCH_ORDERS,
  MAX_LINES,
  orderKindSchema,
  orderLinesSchema,
  skuSchema,
  sourceSchema,
  titleSchema,
} from './order-shapes.js';

/**
 * The lines of one order. Storing them again changes nothing. Stored ahead, before there is the order, they count once it is there
 * (`findPlaced`), and go if it never comes; the reply says until when it may be written, by the clock of the server that has the lines.
 */
export const storeLines = defineRequest({
  subject: 'order-items.lines.store.v1',
  coveredByAsker: true,
  request: orderLinesSchema.extend({ ahead: z.boolean().optional() }),
  reply: z.strictObject({ orderId: idSchema, itemCount: z.int().min(1), until: z.string().optional() }),
});

/** Lines that were stored ahead, and whose order will never come. */
export const discardLines = defineRequest({
  subject: 'order-items.lines.discard.v1',
  coveredByAsker: true,
  request: z.strictObject({ orderId: idSchema }),
  reply: z.strictObject({ discarded: z.boolean() }),
});

/** The lines of many orders, at most 2,000 lines in all, so that a message stays under the server's 1 MiB. */
export const storeLinesBatch = defineRequest({
  subject: 'order-items.lines.store-batch.v1',
  request: z.strictObject({ orders: z.array(orderLinesSchema).min(1).max(MAX_BATCH_ORDERS) }),
  reply: z.strictObject({ orderIds: z.array(idSchema) }),
});

/** The lines of an order as they were sold, for whoever composes a return. A page has at most 500. */
export const listLines = defineRequest({
  subject: 'order-items.lines.list.v1',
  request: z.strictObject({
    orderId: idSchema,
    afterLineNo: z.int().min(0).max(MAX_LINES),
    limit: z.int().min(1).max(500),
  }),
  reply: z.strictObject({ lines: z.array(lineSchema) }),
});

/** What is stored of the lines of an order. Where a set is, all lines should be, and add up to it. */
export const storedLinesSchema = z.strictObject({
  orderId: idSchema,
  /** What the set says; null when there is none. */
  set: z
    .strictObject({
      itemCount: z.int(),
      total: z.int(),
      cancelled: z.boolean(),
      /** Of a return; left out where lines count from their storing. */
      approved: z.boolean().optional(),
    })
    .nullable(),
  /** What the lines themselves come to. */
  lines: z.strictObject({ itemCount: z.int(), total: z.int() }),
});
export type StoredLines = z.infer<typeof storedLinesSchema>;

/** Asks what is stored of these orders, to compare it with their headers. */
export const describeLines = defineRequest({
  subject: 'order-items.lines.describe.v1',
  request: z.strictObject({ orderIds: z.array(idSchema).min(1).max(500) }),
  reply: z.strictObject({ orders: z.array(storedLinesSchema) }),
});

/** Makes the set of an order anew from its lines, where those are right and the set is missing or wrong. */
export const mendSet = defineRequest({
  subject: 'order-items.lines.mend.v1',
  request: z.strictObject({
    orderId: idSchema,
    customerId: customerIdSchema.nullable(),
    currency: currencySchema,
    kind: orderKindSchema,
    source: sourceSchema,
    cancelled: z.boolean(),
    approved: z.boolean().optional(),
  }),
  reply: z.strictObject({ mended: z.boolean() }),
});

/** What one or more orders add to a product's sales in a month; negative when an order is taken back. */
export const productDeltaSchema = z.strictObject({
  sku: skuSchema,
  title: titleSchema,
  isCharge: z.boolean(),
  currency: currencySchema,
  month: z.string().regex(/^[0-9]{4}-(0[1-9]|1[0-2])-01$/),
  /** Of the orders, in UTC. Left out by those who knew months only. */
  day: z.iso.date().optional(),
  soldQuantity: z.int(),
  returnedQuantity: z.int(),
  orders: z.int(),
  returns: z.int(),
  revenue: z.int(),
  returned: z.int(),
});
export type ProductDelta = z.infer<typeof productDeltaSchema>;

const linesChanged = z.strictObject({
  /** The orders whose lines these are; an event that only carries further products of a large batch names none. */
  orderIds: z.array(idSchema).max(MAX_BATCH_ORDERS),
  products: z.array(productDeltaSchema).max(500),
});
export type LinesChanged = z.infer<typeof linesChanged>;

/** Lines are stored: orders marks its headers, order-items itself adds to the sales of the products. */
export const linesStored = defineEvent({ subject: 'order-items.lines.stored.v1', payload: linesChanged });

/** The lines of a cancelled order no longer count; the deltas are negative. */
export const linesCancelled = defineEvent({
  subject: 'order-items.lines.cancelled.v1',
  payload: linesChanged,
});

/** The lines of an approved return count from now on; the deltas are what they add. */
export const linesApproved = defineEvent({
  subject: 'order-items.lines.approved.v1',
  payload: linesChanged,
});

/** A product of the catalogue that is sold. */
export const listedProductSchema = z.strictObject({
  /** Its stock code in upper case. */
  skuKey: skuSchema,
  title: titleSchema,
  isCharge: z.boolean(),
  /** Of one piece, by currency. */
  prices: z.record(z.string(), z.string()),
});
export type ListedProduct = z.infer<typeof listedProductSchema>;

/** At most so many products in one question, so that the reply stays under the 1 MiB of a message. */
export const MAX_LISTED = 500;

/** What is known of these stock codes: those that are not sold are left out. */
export const listProducts = defineRequest({
  subject: 'order-items.catalogue.list.v1',
  request: z.strictObject({ skus: z.array(skuSchema).min(1).max(MAX_LISTED) }),
  reply: z.strictObject({ products: z.array(listedProductSchema) }),
});
