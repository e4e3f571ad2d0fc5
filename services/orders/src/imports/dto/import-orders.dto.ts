import {
  customerIdSchema,
  MAX_BATCH_ORDERS,
  MAX_LINES,
  MAX_QUANTITY,
  orderKindSchema,
  skuSchema,
  sourceSchema,
  visibleText,
  writtenTitleSchema,
} from '@tenfold/contracts';
import { idSchema } from '@tenfold/http';
import { currencySchema, unitPriceSchema } from '@tenfold/money';
import { z } from 'zod';
import { countrySchema, timeSchema } from '../../orders/dto/order.dto.js';

/** Lines of one request: twice what fits a message to order-items, and about a megabyte of body. */
export const MAX_IMPORT_LINES = 4_000;

export const importedOrderSchema = z
  .strictObject({
    externalReference: visibleText(100).meta({
      description: 'Unique within the source',
      example: '536365',
    }),
    placedAt: timeSchema,
    kind: orderKindSchema,
    customerId: customerIdSchema.nullable(),
    currency: currencySchema,
    country: countrySchema.nullable(),
    countryName: visibleText(100).nullable().optional(),
    lines: z
      .array(
        z.strictObject({
          sku: skuSchema,
          title: writtenTitleSchema,
          quantity: z.int().min(-MAX_QUANTITY).max(MAX_QUANTITY).meta({
            description: 'Positive in a sale, negative in a return',
          }),
          unitPrice: unitPriceSchema,
          isCharge: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(MAX_LINES),
  })
  .meta({ id: 'ImportedOrder' });
export type ImportedOrder = z.infer<typeof importedOrderSchema>;

/** An order that is wrong does not spoil the others, so each is checked by itself and answered by itself. */
export const importOrdersSchema = z
  .strictObject({
    source: sourceSchema.refine((source) => source !== 'api', { error: 'is kept for orders placed here' }),
    orders: z
      .array(
        z.union([
          importedOrderSchema,
          z.unknown().meta({ description: 'Anything else is rejected in the results' }),
        ]),
      )
      .min(1)
      .max(MAX_BATCH_ORDERS),
  })
  .meta({ id: 'ImportOrders' });
export type ImportOrders = z.infer<typeof importOrdersSchema>;

export const importResultsSchema = z
  .strictObject({
    results: z.array(
      z.strictObject({
        externalReference: z.string().nullable(),
        outcome: z.enum(['created', 'exists', 'rejected']),
        orderId: idSchema.optional(),
        code: z.string().optional().meta({ description: 'Why it was rejected' }),
        detail: z.string().optional(),
        pointer: z.string().optional().meta({ description: 'JSON pointer to what is wrong' }),
      }),
    ),
  })
  .meta({ id: 'ImportResults' });
export type ImportResult = z.infer<typeof importResultsSchema>['results'][number];
