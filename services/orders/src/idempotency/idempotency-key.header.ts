import { AppError } from '@tenfold/errors';
import { idempotencyKeySchema } from '@tenfold/http';

/** How the header is described in the API document. */
export const KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  description: 'A text of your own, one per order: a repeat with the same key and body gets the same answer',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
} as const;

/** @throws idempotency_key_missing, or validation_failed, each naming the header */
export function requireKey(header: string | undefined): string {
  if (header === undefined || header === '') {
    throw new AppError('idempotency_key_missing', {
      detail: 'send an Idempotency-Key header: a text of your own, one for each order that you mean to place',
      errors: [{ header: KEY_HEADER.name, code: 'required', detail: 'is required' }],
    });
  }
  const parsed = idempotencyKeySchema.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', {
    errors: parsed.error.issues.map((issue) => ({
      header: KEY_HEADER.name,
      code: issue.code,
      detail: issue.message,
    })),
  });
}
