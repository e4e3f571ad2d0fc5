import { z } from 'zod';
import { text } from '../../text.js';

/** We never fetch the address; it is for the learner's browser. Hence https only, and a text for who cannot see it. */
export const mediaSchema = z
  .strictObject({
    url: z
      .string()
      .max(1_000)
      .regex(/^https:\/\/[!#-;=?-[\]-~]+$/, 'must be an https address in ASCII')
      .refine((url) => URL.canParse(url), 'must be an address'),
    alt: text(0, 500).describe('What the medium shows, in words; empty when it is decoration'),
  })
  .meta({ id: 'Media' });
