import { z } from 'zod';
import { text } from '../../text.js';

/** We never fetch the address; it is for the learner's browser. Hence https only, and a text for who cannot see it. */
export const mediaSchema = z
  .strictObject({
    url: text(12, 1_000).regex(/^https:\/\/[^\s"<>\\]+$/, 'must be an https address'),
    alt: text(0, 500).describe('What the medium shows, in words; empty when it is decoration'),
  })
  .meta({ id: 'Media' });
