import { skuSchema, writtenTitleSchema } from '@tenfold/contracts';
import { currencySchema, unitPriceSchema } from '@tenfold/money';
import { z } from 'zod';

const MAX_CURRENCIES = 20;

const pricesSchema = z
  .partialRecord(currencySchema, unitPriceSchema)
  .refine((prices) => Object.keys(prices).length >= 1 && Object.keys(prices).length <= MAX_CURRENCIES, {
    error: `must have prices in 1 to ${MAX_CURRENCIES} currencies`,
  })
  .meta({ description: 'Price of one piece by currency', example: { GBP: '2.55', EUR: '2.95' } });

const shape = {
  title: writtenTitleSchema,
  isCharge: z.boolean().optional().meta({ description: 'Postage, a fee and the like; false unless given' }),
  prices: pricesSchema,
};

export const listingSchema = z
  .strictObject({
    sku: skuSchema,
    title: z.string(),
    isCharge: z.boolean(),
    withdrawn: z.boolean().meta({ description: 'It is not sold any more' }),
    prices: z.record(z.string(), z.string()).meta({ description: 'Price of one piece by currency' }),
    version: z.int().min(1),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'CatalogueProduct' });
export type Listing = z.infer<typeof listingSchema>;

export const putListingSchema = z
  .strictObject({
    ...shape,
    withdrawn: z
      .boolean()
      .optional()
      .meta({ description: 'Whether it is not sold any more; false unless given' }),
  })
  .meta({ id: 'PutCatalogueProduct' });
export type PutListing = z.infer<typeof putListingSchema>;

/** Products of one request: two hundred milliseconds of a database. */
export const MAX_BROUGHT = 200;

export const bringListingsSchema = z
  .strictObject({
    products: z
      .array(
        z.strictObject({
          sku: skuSchema,
          ...shape,
          pricedAt: z.iso.datetime().meta({
            description: 'When it had these prices. A product that is known as it was later stays as it is',
          }),
        }),
      )
      .min(1)
      .max(MAX_BROUGHT),
  })
  .meta({ id: 'BringCatalogueProducts' });
export type BringListings = z.infer<typeof bringListingsSchema>;

export const broughtSchema = z
  .strictObject({
    changed: z.int().meta({ description: 'Products that are new or have other prices' }),
    unchanged: z.int(),
  })
  .meta({ id: 'BroughtCatalogueProducts' });
export type Brought = z.infer<typeof broughtSchema>;
