import { daySchema, skuSchema, titleSchema } from '@tenfold/contracts';
import { pageQuery, pageSchema } from '@tenfold/http';
import { currencySchema, exactIntegerSchema } from '@tenfold/money';
import { z } from 'zod';

const monthSchema = z
  .string()
  .regex(/^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$/, { error: 'must be a month such as 2010-12' })
  .meta({ description: 'Month in which the orders were placed', example: '2010-12' });

const sales = {
  soldQuantity: exactIntegerSchema,
  returnedQuantity: exactIntegerSchema.meta({ description: 'Pieces that came back, as a positive number' }),
  orders: z.int().meta({ description: 'Orders that have the product' }),
  returns: z.int().meta({ description: 'Return orders that have the product' }),
  revenue: exactIntegerSchema.meta({ description: 'Minor units; returns are taken off' }),
  returned: exactIntegerSchema.meta({ description: 'What returns took off, in minor units; not positive' }),
};

export const productSchema = z
  .strictObject({
    sku: skuSchema.meta({
      description: 'Stock code in upper case: spellings that differ in case are one product',
    }),
    title: titleSchema,
    isCharge: z.boolean(),
    currency: currencySchema,
    ...sales,
  })
  .meta({ id: 'Product' });
export type Product = z.infer<typeof productSchema>;

export const productPageSchema = pageSchema(productSchema).meta({ id: 'ProductPage' });

export const productDetailSchema = z
  .strictObject({
    sku: skuSchema,
    title: titleSchema,
    isCharge: z.boolean(),
    months: z.array(z.strictObject({ month: monthSchema, currency: currencySchema, ...sales })),
  })
  .meta({ id: 'ProductDetail' });
export type ProductDetail = z.infer<typeof productDetailSchema>;

export const productDaySchema = z
  .strictObject({ day: daySchema, currency: currencySchema, ...sales })
  .meta({ id: 'ProductDay' });
export type ProductDay = z.infer<typeof productDaySchema>;

export const productDayPageSchema = pageSchema(productDaySchema).meta({ id: 'ProductDayPage' });

export const productDaysQuery = z
  .strictObject({
    from: daySchema.optional().meta({ description: 'First day, in UTC', example: '2010-12-01' }),
    to: daySchema.optional().meta({ description: 'Last day', example: '2010-12-31' }),
    ...pageQuery,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    path: ['to'],
    error: 'must not be before from',
  });
export type ProductDaysQuery = z.infer<typeof productDaysQuery>;

export const productsQuery = z.strictObject({
  month: monthSchema.optional(),
  currency: currencySchema.optional(),
  sort: z.enum(['revenue', 'quantity']).default('revenue'),
  includeCharges: z
    .enum(['true', 'false'])
    .default('false')
    .transform((word) => word === 'true')
    .meta({ description: 'Whether postage, fees and the like are ranked too' }),
  ...pageQuery,
});
export type ProductsQuery = z.infer<typeof productsQuery>;
