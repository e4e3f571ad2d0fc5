import { currencySchema } from '@tenfold/money';
import { z } from 'zod';
import { ENCODINGS } from './input/text-form.js';
import { parseColumnMap } from './orders/columns.js';
import { DELIMITERS } from './orders/order-form.js';
import { ENCODINGS as TEXT_ENCODINGS } from './quizzes/text-encoding.js';

const timeZone = z.string().refine(isTimeZone, { error: 'must be an IANA time zone such as Europe/London' });

/** What may be said about the files and the way they are sent. Every option has a default. */
export const seedOptionsSchema = z
  .strictObject({
    timeZone: timeZone.default('UTC').describe('Of the times in the orders file, which names none'),
    currency: currencySchema.default('GBP').describe('Of the prices in the orders file, which names none'),
    encoding: z
      .enum(['auto', ...ENCODINGS, 'latin1'])
      .default('auto')
      .describe('Of the orders file; found by its bytes where they say it'),
    delimiter: z
      .enum(['auto', ...(Object.keys(DELIMITERS) as (keyof typeof DELIMITERS)[])])
      .default('auto')
      .describe('Between the columns of the orders file; found by its header'),
    dateFormat: z
      .enum(['auto', 'dmy', 'mdy'])
      .default('auto')
      .describe('Of dates such as 1/2/2010 in the orders file; found by a day after the twelfth'),
    map: z
      .string()
      .default('auto')
      .superRefine((text, context) => {
        try {
          parseColumnMap(text);
        } catch (error) {
          context.addIssue({
            code: 'custom',
            message: error instanceof Error ? error.message : String(error),
          });
        }
      })
      .describe('Columns of the orders file: invoice=No,sku=Article,quantity=Pieces,date=Day,price=Each'),
    keepAdjustments: z.boolean().default(false).describe('Import stock adjustments as returns of value 0'),
    ordersSource: z
      .string()
      .default('online-retail')
      .describe('Orders are known by this and their invoice number'),
    window: z.int().min(1).max(100_000).default(2_000).describe('Rows after which an invoice is complete'),
    batchOrders: z.int().min(1).max(200).default(200),
    batchLines: z.int().min(1).max(4_000).default(4_000),
    concurrency: z.int().min(1).max(8).default(3).describe('Requests in flight'),
    quizzesSource: z.string().default('opentdb').describe('Quizzes are known by this and their reference'),
    quizEncoding: z.enum(TEXT_ENCODINGS).default('entities').describe('Of the texts in the quizzes file'),
    shuffleSeed: z.string().default('tenfold').describe('Another seed, another order of the options'),
  })
  .describe('Options of the importer');

export type SeedOptions = z.infer<typeof seedOptionsSchema>;

/** Reads options; throws one Error that names every one that is wrong. */
export function parseSeedOptions(options: unknown): SeedOptions {
  const parsed = seedOptionsSchema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ message, path }) => `${path.join('.') || 'options'}: ${message}`,
  );
  throw new Error(`wrong seed options: ${problems.join('; ')}`);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
