import { idSchema, isVisible } from '@tenfold/http';
import { ID_PATTERN } from '@tenfold/ids';
import { currencySchema, unitPriceSchema } from '@tenfold/money';
import { z } from 'zod';

/** Lines of one order. Real orders have over a thousand; the lines of one must fit a message. */
export const MAX_LINES = 2_000;
/** Orders in one message: an import hands its orders over in bulk. */
export const MAX_BATCH_ORDERS = 200;

/**
 * Bytes that the lines of one order may have as JSON. NATS takes 1 MiB by default; the rest is for headers and for what the
 * receiver adds when it passes them on.
 */
export const MAX_LINES_BYTES = 900_000;

/**
 * The largest order, in minor units. An event adds up at most `MAX_BATCH_ORDERS` of them, which stays exact as a JSON number (2 * 10^15);
 * sums in answers and tables may pass 2^53 (`ExactInteger`).
 */
export const MAX_ORDER_TOTAL = 10_000_000_000_000;

export const MAX_QUANTITY = 1_000_000;

const READABLE = /^[^\u0000-\u001f\u007f-\u009f]*$/u; // eslint-disable-line no-control-regex

/** Text that a person may read: no control characters (Postgres refuses NUL), no half of a surrogate pair (jsonb refuses it). */
export const readableText = (min: number, max: number): z.ZodString =>
  z
    .string()
    .min(min)
    .max(max)
    .regex(READABLE, { error: 'must not have control characters' })
    .refine((text) => text.isWellFormed(), { error: 'must not have halves of surrogate pairs' });

/** Text that a client writes and a person has to see: blanks and characters that nobody sees are not enough. */
export const visibleText = (max: number): z.ZodString =>
  readableText(1, max).refine(isVisible, { error: 'must not be blank or invisible' });

const LONG_MONTH = '(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])';
const SHORT_MONTH = '(0[469]|11)-(0[1-9]|[12][0-9]|30)';
const FEBRUARY = '02-(0[1-9]|1[0-9]|2[0-8])';
const LEAP_YEAR = '((19|20|21)(0[48]|[2468][048]|[13579][26])|2000)';
const DAY = `(19|20|21)[0-9]{2}-(${LONG_MONTH}|${SHORT_MONTH}|${FEBRUARY})|${LEAP_YEAR}-02-29`;

/** A day that a store can hold: Postgres has no year 0, and no order is from before 1900. One pattern, which a generator can follow. */
export const daySchema = z
  .string()
  .regex(new RegExp(`^(${DAY})$`), { error: 'must be a day of the years 1900 to 2199, such as 2010-12-01' })
  .meta({ example: '2010-12-01' });

/** Printable ASCII: a stock code is a name in file systems, URLs and bar codes. */
export const skuSchema = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[!-~]([ -~]*[!-~])?$/, { error: 'must be printable ASCII without blanks at its ends' })
  .meta({ description: 'Stock code as the seller writes it', example: '85123A' });

const TITLE = {
  description: 'What the product was called at the time',
  example: 'WHITE HANGING HEART T-LIGHT HOLDER',
};

/** As it is stored and sent: titles from before `writtenTitleSchema` may be blank. */
export const titleSchema = readableText(1, 200).meta(TITLE);

export const writtenTitleSchema = visibleText(200).meta(TITLE);

/** The subject of a customer's token. */
export const customerIdSchema = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[!-~]+$/, { error: 'must have visible ASCII characters only' })
  .meta({ description: 'The customer: the subject of his token', example: '17850' });

export const orderKindSchema = z.enum(['sale', 'return']).meta({
  id: 'OrderKind',
  description: 'A return is an order of its own, with negative quantities and total',
});
export type OrderKind = z.infer<typeof orderKindSchema>;

export const sourceSchema = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'must be lower case words joined by hyphens' })
  .meta({ description: 'Where the order came from', example: 'online-retail' });

/**
 * One line, priced: `lineTotal` is quantity times price, rounded once by the one rule of the money library; of a returned line its share of
 * the line that it returns, which may differ from the product.
 */
export const lineSchema = z.strictObject({
  lineNo: z.int().min(1).max(MAX_LINES),
  sku: skuSchema,
  title: titleSchema,
  quantity: z.int().min(-MAX_QUANTITY).max(MAX_QUANTITY),
  unitPrice: unitPriceSchema,
  lineTotal: z.int(),
  isCharge: z.boolean(),
});
export type Line = z.infer<typeof lineSchema>;

/** Everything that order-items has to know of an order: whose it is, and its lines. When it was placed is in the id. */
export const orderLinesSchema = z.strictObject({
  orderId: idSchema,
  customerId: customerIdSchema.nullable(),
  currency: currencySchema,
  kind: orderKindSchema,
  source: sourceSchema,
  /** False for a return that does not count until it is approved (`orderApproved`). */
  approved: z.literal(false).optional(),
  lines: z.array(lineSchema).min(1).max(MAX_LINES),
});
export type OrderLines = z.infer<typeof orderLinesSchema>;

/** What an order comes to: orders says it from its header, order-items from its lines. */
export const reconciledOrderSchema = z.strictObject({
  orderId: idSchema,
  month: z.string().meta({ description: 'Month in UTC in which it was placed', example: '2010-12' }),
  kind: orderKindSchema,
  currency: currencySchema,
  lines: z.int(),
  total: z.int().meta({ description: 'Minor units; negative for a return' }),
});
export type ReconciledOrder = z.infer<typeof reconciledOrderSchema>;

/** Orders of one request: their ids are 3.7 kB of its address, and at 2,000 lines each they are counted in well under a second. */
export const MAX_RECONCILED_ORDERS = 100;

const ID = ID_PATTERN.source.replace(/^\^|\$$/g, '');

export const reconciliationQuery = z.strictObject({
  orderIds: z
    .string()
    .regex(new RegExp(`^${ID}(,${ID}){0,${MAX_RECONCILED_ORDERS - 1}}$`), {
      error: `must be 1 to ${MAX_RECONCILED_ORDERS} ids of orders, joined by commas`,
    })
    .transform((ids) => [...new Set(ids.split(','))])
    .meta({
      description: 'Ids of orders, joined by commas',
      example: '0195a3c4-7d00-7a1b-8f3e-5c2d9b1e4f60',
    }),
});
export type ReconciliationQuery = z.infer<typeof reconciliationQuery>;
