import { z } from 'zod';
import { MAX_CURSOR_LENGTH } from './cursor-codec.js';

/** The rows of one page, and where the next one starts (`null` on the last). */
export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
  /** Some of what belongs on this page could not be read. */
  readonly incomplete?: true;
}

/** Rows of a list, and whether some that belong between them could not be read. */
export interface FoundRows<T> {
  readonly rows: readonly T[];
  readonly incomplete: boolean;
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
    .meta({ description: 'Where to go on: the `nextCursor` of the page before, unchanged' }),
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
    incomplete: z.ZodOptional<z.ZodLiteral<true>>;
  },
  z.core.$strict
> {
  return z.strictObject({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Goes into `cursor`; null on the last page' }),
    incomplete: z.literal(true).optional().meta({
      description: 'Some rows of this page could not be read just now; the answer is not to be kept',
    }),
  });
}

/** One row more than the page holds tells whether there is a next page: nothing is ever counted. */
export function cutPage<T>(
  found: readonly T[] | FoundRows<T>,
  limit: number,
  cursorOf: (last: T) => string,
): Page<T> {
  const { rows, incomplete } = 'rows' in found ? found : { rows: found, incomplete: false };
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? cursorOf(last) : null;
  return { items, nextCursor, ...(incomplete ? { incomplete } : {}) };
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9]{1,9}$/.test(value);
}
