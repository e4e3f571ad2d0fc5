import { z } from 'zod';

/** The value of `Idempotency-Key`: visible ASCII only, so that it is the same text in every log, proxy and store. */
export const idempotencyKeySchema = z
  .string()
  .min(1, { error: 'must not be empty' })
  .max(255, { error: 'must have at most 255 characters' })
  .regex(/^[!-~]+$/, { error: 'must have visible ASCII characters only' })
  .meta({
    description: 'Chosen by the client, one per intended effect: repeats of the request answer alike',
    example: '8e03978e-40d5-43dd-bc93-6894a57f9324',
  });
