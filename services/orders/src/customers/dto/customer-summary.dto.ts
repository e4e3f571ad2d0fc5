import { customerIdSchema } from '@tenfold/contracts';
import { currencySchema } from '@tenfold/money';
import { z } from 'zod';

export const customerSummarySchema = z
  .strictObject({
    customerId: customerIdSchema,
    currencies: z.array(
      z.strictObject({
        currency: currencySchema,
        orders: z.int().meta({ description: 'Sales that were not cancelled' }),
        returns: z.int().meta({ description: 'Returns that were not cancelled' }),
        cancelled: z.int(),
        itemCount: z.int().meta({ description: 'Lines of orders and returns' }),
        total: z.int().meta({ description: 'Minor units; returns are taken off' }),
        firstOrderAt: z.iso.datetime(),
        lastOrderAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'CustomerSummary' });
export type CustomerSummary = z.infer<typeof customerSummarySchema>;
