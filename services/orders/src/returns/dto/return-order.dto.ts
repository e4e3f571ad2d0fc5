import { MAX_LINES, MAX_QUANTITY } from '@tenfold/contracts';
import { z } from 'zod';
import { reasonSchema } from '../../orders/dto/order.dto.js';

export const returnOrderSchema = z
  .strictObject({
    reason: reasonSchema.optional().meta({ description: 'Why; kept in the history of the return' }),
    lines: z
      .array(
        z.strictObject({
          lineNo: z.int().min(1).max(MAX_LINES),
          quantity: z.int().min(1).max(MAX_QUANTITY).meta({ description: 'Pieces that come back' }),
        }),
      )
      .min(1)
      .max(MAX_LINES)
      .optional()
      .meta({ description: 'What comes back; without it, everything that has not come back yet' }),
  })
  .meta({ id: 'ReturnOrder' });
export type ReturnOrder = z.infer<typeof returnOrderSchema>;
