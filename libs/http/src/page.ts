import { z } from 'zod';
import { MAX_CURSOR_LENGTH } from './cursor-codec.js';

/** The rows of one page in the order of the list, and the ways to the pages beside it (`null` where there is none). */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
  readonly previousCursor: string | null;
  /** Some of what belongs on this page could not be read. */
  readonly incomplete?: true;
}

const DEFAULT_PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;

const error = `must be a whole number from 1 to ${MAX_PAGE_SIZE}`;
const limit = z
  .int({ error })
  .min(1, { error })
  .max(MAX_PAGE_SIZE, { error })
  .default(DEFAULT_PAGE_SIZE)
  .meta({ description: 'The most rows that the page may have' });

/** Members of every list's query: spread them into the route's `z.strictObject({ ...pageQuery, ... })`. */
export const pageQuery = {
  cursor: z
    .string()
    .min(1, { error: 'must not be empty' })
    .max(MAX_CURSOR_LENGTH, { error: `must have at most ${MAX_CURSOR_LENGTH} characters` })
    .optional()
    .meta({
      description: 'Where to go: the `nextCursor` or `previousCursor` of a page of this list, unchanged',
    }),
  // Only plain digits become a number: coercion would also take "", "1e1", "0x10" and " 5 ".
  limit: z.preprocess((value) => (isDigits(value) ? Number(value) : value), limit),
};

/** The answer of every list. */
export function pageSchema<T extends z.ZodType>(
  item: T,
): z.ZodObject<
  {
    items: z.ZodArray<T>;
    nextCursor: z.ZodNullable<z.ZodString>;
    previousCursor: z.ZodNullable<z.ZodString>;
    incomplete: z.ZodOptional<z.ZodLiteral<true>>;
  },
  z.core.$strict
> {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Goes into `cursor`; null on the last page' }),
    previousCursor: z
      .string()
      .nullable()
      .meta({ description: 'Goes into `cursor` to go back; null on the first page' }),
    incomplete: z.literal(true).optional().meta({
      description: 'Some rows of this page could not be read just now; the answer is not to be kept',
    }),
  });
}

/** The same page with its rows shown otherwise. */
export function mapPage<T, U>(page: Page<T>, show: (row: T) => U): Page<U> {
  return { ...page, items: page.items.map(show) };
}

/** The JSON of a page whose items are JSON already. */
export function pageText({ items, ...rest }: Page<string>): string {
  return `{"items":[${items.join(',')}],${JSON.stringify(rest).slice(1)}`;
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]{1,9}$/.test(value);
}
