import { currencySchema, exactIntegerSchema } from '@tenfold/money';
import { z } from 'zod';

/** What every answer with sums of orders says of a currency. */
export const sumsShape = {
  currency: currencySchema,
  orders: z.int().meta({ description: 'Sales that were not cancelled' }),
  returns: z.int().meta({ description: 'Returns that were approved and not cancelled' }),
  cancelled: z.int(),
  itemCount: exactIntegerSchema.meta({ description: 'Lines of these orders and returns' }),
  total: exactIntegerSchema.meta({
    description: 'Minor units; returns are taken off from their approval on',
  }),
};
