import { customerIdSchema } from '@tenfold/contracts';
import { z } from 'zod';
import { sumsShape } from '../../sums/dto/sums.dto.js';

const summaryCurrencySchema = z.strictObject({
  ...sumsShape,
  firstOrderAt: z.iso.datetime(),
  lastOrderAt: z.iso.datetime(),
});
export type SummaryCurrency = z.infer<typeof summaryCurrencySchema>;

export const customerSummarySchema = z
  .strictObject({ customerId: customerIdSchema, currencies: z.array(summaryCurrencySchema) })
  .meta({ id: 'CustomerSummary' });
export type CustomerSummary = z.infer<typeof customerSummarySchema>;

const customerMonthSchema = z.strictObject({
  month: z
    .string()
    .regex(/^[0-9]{4}-(0[1-9]|1[0-2])$/)
    .meta({ description: 'Month in UTC in which the orders were placed', example: '2010-12' }),
  ...sumsShape,
});
export type CustomerMonth = z.infer<typeof customerMonthSchema>;

export const customerMonthsSchema = z
  .strictObject({ customerId: customerIdSchema, months: z.array(customerMonthSchema) })
  .meta({ id: 'CustomerMonths' });
export type CustomerMonths = z.infer<typeof customerMonthsSchema>;
