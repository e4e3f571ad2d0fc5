import {
  customerIdSchema,
  MAX_LINES,
  orderKindSchema,
  reconciledOrderSchema,
  skuSchema,
  titleSchema,
} from '@tenfold/contracts';
import { idSchema, pageQuery, pageSchema } from '@tenfold/http';
import { currencySchema, unitPriceSchema } from '@tenfold/money';
import { z } from 'zod';

export const orderItemSchema = z
  .strictObject({
    orderId: idSchema,
    lineNo: z.int().min(1).meta({
      description: 'Position in the order; a returned line has the number of the line that it returns',
    }),
    sku: skuSchema,
    title: titleSchema,
    quantity: z.int().meta({ description: 'Negative in a return' }),
    unitPrice: unitPriceSchema,
    lineTotal: z.int().meta({
      description:
        'Quantity times unit price in minor units, rounded once; of a returned line its share of the line that was sold, so that returns never pass it',
    }),
    currency: currencySchema,
    isCharge: z.boolean().meta({ description: 'Postage, fees and the like: no product' }),
  })
  .meta({ id: 'OrderItem' });
export type OrderItem = z.infer<typeof orderItemSchema>;

export const orderItemPageSchema = pageSchema(orderItemSchema).meta({ id: 'OrderItemPage' });

export const orderItemsQuery = z.strictObject({ orderId: idSchema, ...pageQuery });
export type OrderItemsQuery = z.infer<typeof orderItemsQuery>;

const timeSchema = z.iso.datetime({ error: 'must be a UTC time such as 2026-01-31T12:00:00Z' });

export const linesExportQuery = z.strictObject({
  customerId: customerIdSchema.optional(),
  kind: orderKindSchema.optional(),
  placedFrom: timeSchema.optional().meta({ description: 'Of orders placed at this time or later' }),
  placedTo: timeSchema.optional().meta({ description: 'Of orders placed before this time' }),
});
export type LinesExportQuery = z.infer<typeof linesExportQuery>;

/** Plain digits only, as for page limits: coercion would take "1e1" and " 1 " too. */
export const lineNoSchema = z
  .string()
  .regex(/^[1-9][0-9]{0,3}$/, { error: `must be a line number from 1 to ${MAX_LINES}` })
  .transform(Number)
  .meta({ description: 'Number of the line', example: '1' });

export const reconciliationSchema = z
  .strictObject({ orders: z.array(reconciledOrderSchema) })
  .meta({ id: 'LineReconciliation' });
