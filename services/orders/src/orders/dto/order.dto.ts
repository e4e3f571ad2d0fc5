import {
  customerIdSchema,
  lineSchema,
  MAX_LINES,
  MAX_QUANTITY,
  orderKindSchema,
  readableText,
  reconciledOrderSchema,
  skuSchema,
  sourceSchema,
  visibleText,
  writtenTitleSchema,
} from '@tenfold/contracts';
import { expandParameter, idSchema, pageQuery, pageSchema } from '@tenfold/http';
import { currencySchema, unitPriceSchema } from '@tenfold/money';
import { z } from 'zod';
import { ORDER_STATUSES } from '../order.transitions.js';

const statusSchema = z.enum(ORDER_STATUSES).meta({ id: 'OrderStatus' });
export const timeSchema = z.iso.datetime({ error: 'must be a UTC time such as 2026-01-31T12:00:00Z' });
export const reasonSchema = visibleText(500);
export const countrySchema = z
  .string()
  .regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166 country code of two capital letters' })
  .meta({ description: 'ISO 3166 alpha-2', example: 'GB' });

const MAX_METADATA = 20;
/** Without the one name that objects cannot have as theirs: a body with it is refused before it gets here. */
const metadataNameSchema = z.string().regex(/^(?!__proto__$)[A-Za-z0-9_.-]{1,40}$/);
const metadataSchema = z
  .record(metadataNameSchema, readableText(0, 200))
  .refine((metadata) => Object.keys(metadata).length <= MAX_METADATA, {
    error: `must not have more than ${MAX_METADATA} members`,
  })
  .meta({ description: 'For the client to use; never read by us', maxProperties: MAX_METADATA });

export const orderSchema = z
  .strictObject({
    id: idSchema,
    number: z.string().meta({ description: 'For people', example: '20260131-7K3M-9QXD' }),
    kind: orderKindSchema,
    status: statusSchema,
    itemsState: z.enum(['pending', 'stored']).meta({
      description: 'Whether the lines can be read yet; an order is accepted even while order-items is away',
    }),
    customerId: customerIdSchema.nullable().meta({ description: 'null: a guest' }),
    currency: currencySchema,
    country: countrySchema.nullable(),
    countryName: z.string().nullable(),
    itemCount: z.int().meta({ description: 'Number of lines' }),
    total: z.int().meta({ description: 'Minor units; negative for a return' }),
    preview: z.array(lineSchema).meta({ description: 'The first lines; all of them: /v1/order-items' }),
    source: sourceSchema,
    externalReference: z.string().nullable(),
    metadata: z.record(z.string(), z.string()),
    returnOf: idSchema
      .nullable()
      .meta({ description: 'The order that this return is of, where it is known' }),
    version: z.int().min(1),
    statusTimes: z
      .partialRecord(statusSchema, timeSchema)
      .meta({ description: 'When it reached each status' }),
    placedAt: timeSchema,
    updatedAt: timeSchema,
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof orderSchema>;

export const orderPageSchema = pageSchema(orderSchema).meta({ id: 'OrderPage' });

export const placeOrderSchema = z
  .strictObject({
    customerId: customerIdSchema.nullable().optional().meta({
      description:
        'Customers order for themselves and leave it out; the shop and its staff name a customer, or null for a guest',
    }),
    currency: currencySchema.optional().meta({
      description: 'May be left out where all products are listed in one and the same currency only',
    }),
    country: countrySchema.nullable().optional(),
    lines: z
      .array(
        z
          .strictObject({
            sku: skuSchema,
            quantity: z.int().min(1).max(MAX_QUANTITY),
            unitPrice: unitPriceSchema.optional().meta({
              description: 'The shop and its staff may state a price; left out, the line has the listed one',
            }),
            title: writtenTitleSchema.optional().meta({ description: 'With `unitPrice`, and only then' }),
            isCharge: z.boolean().optional().meta({ description: 'With `unitPrice` only' }),
          })
          .refine(({ title, unitPrice }) => unitPrice === undefined || title !== undefined, {
            path: ['title'],
            error: 'must be there with unitPrice',
          })
          .refine(
            ({ isCharge, title, unitPrice }) => unitPrice !== undefined || (title ?? isCharge) === undefined,
            {
              path: ['unitPrice'],
              error: 'must be there with title and isCharge; without all three the line is as it is listed',
            },
          ),
      )
      .min(1)
      .max(MAX_LINES),
    metadata: metadataSchema.optional(),
  })
  .meta({ id: 'PlaceOrder' });
export type PlaceOrder = z.infer<typeof placeOrderSchema>;

export const ordersFilter = z.strictObject({
  customerId: customerIdSchema.optional(),
  status: statusSchema.optional(),
  kind: orderKindSchema.optional(),
  placedFrom: timeSchema.optional().meta({ description: 'Placed at this time or later' }),
  placedTo: timeSchema.optional().meta({ description: 'Placed before this time' }),
});
export type OrdersFilter = z.infer<typeof ordersFilter>;

export const ordersQuery = ordersFilter.extend(pageQuery);
export type OrdersQuery = z.infer<typeof ordersQuery>;

export const historyQuery = z.strictObject(pageQuery);
export type PageQuery = z.infer<typeof historyQuery>;

export const transitionSchema = z
  .strictObject({ to: statusSchema, reason: reasonSchema.optional() })
  .meta({ id: 'OrderTransition' });
export type OrderTransition = z.infer<typeof transitionSchema>;

export const cancelSchema = z.strictObject({ reason: reasonSchema }).meta({ id: 'CancelOrder' });
export type CancelOrder = z.infer<typeof cancelSchema>;

const historyEntrySchema = z.strictObject({
  version: z.int().min(1),
  from: statusSchema.nullable(),
  to: statusSchema,
  actor: z.string().meta({ description: 'Subject of the token that did it' }),
  reason: z.string().nullable(),
  at: timeSchema,
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historySchema = pageSchema(historyEntrySchema).meta({ id: 'OrderHistory' });
export type OrderHistory = z.infer<typeof historySchema>;

export const reconciliationSchema = z
  .strictObject({ orders: z.array(reconciledOrderSchema) })
  .meta({ id: 'OrderReconciliation' });

const EXPANDABLE = ['lines', 'history'] as const;
export type Expandable = (typeof EXPANDABLE)[number];

export const orderQuery = z.strictObject({ expand: expandParameter(EXPANDABLE) });
export type OrderQuery = z.infer<typeof orderQuery>;

const embeddedLinesSchema = z.strictObject({
  items: z.array(lineSchema).meta({ description: 'The first lines; none while they are pending' }),
  more: z.string().nullable().meta({ description: 'Where all lines are, when these are not all' }),
});
export type EmbeddedLines = z.infer<typeof embeddedLinesSchema>;

export const expandedOrderSchema = orderSchema
  .extend({
    lines: embeddedLinesSchema.optional().meta({ description: 'With `expand=lines`' }),
    history: historySchema.optional().meta({ description: 'With `expand=history`' }),
  })
  .meta({ id: 'ExpandedOrder' });
export type ExpandedOrder = z.infer<typeof expandedOrderSchema>;
