import { daySchema } from '@tenfold/contracts';
import { currencySchema } from '@tenfold/money';
import { z } from 'zod';
import { sumsShape } from '../../sums/dto/sums.dto.js';

/** A year and its leap day: what one question may ask for, and why it needs no pages. */
export const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1_000;

const sumsOfDaySchema = z.strictObject({ day: daySchema, ...sumsShape }).meta({ id: 'Day' });
export type Day = z.infer<typeof sumsOfDaySchema>;

export const daysSchema = z.strictObject({ items: z.array(sumsOfDaySchema) }).meta({ id: 'Days' });
export type Days = z.infer<typeof daysSchema>;

export const daysQuery = z
  .strictObject({
    from: daySchema.meta({ description: 'First day, in UTC', example: '2010-12-01' }),
    to: daySchema.meta({ description: `Last day; at most ${MAX_DAYS} in all`, example: '2010-12-31' }),
    currency: currencySchema.optional(),
  })
  .superRefine(({ from, to }, context) => {
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    if (days >= 1 && days <= MAX_DAYS) return;
    const message = days < 1 ? 'must not be before from' : `must be at most ${MAX_DAYS} days from from on`;
    context.addIssue({ code: 'custom', path: ['to'], message });
  });
export type DaysQuery = z.infer<typeof daysQuery>;
