import { applyDecorators } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { AppError } from '@tenfold/errors';
import { idempotencyKeySchema } from '@tenfold/http';

/** Documents `If-Match` on a route that changes something. */
export const ApiIfMatch = ({ required }: { readonly required: boolean }): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'If-Match',
      description: 'ETag of the state that this request was decided on',
      required,
      schema: { type: 'string', example: '"3"' },
    }),
  );

/** Documents an `Idempotency-Key` that a client may send. */
export const ApiIdempotencyKey = (): MethodDecorator =>
  ApiHeader({
    name: 'Idempotency-Key',
    description: 'Chosen by the client: a repeat with the same key starts no second attempt',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  });

/** @throws AppError that names the header */
export function parseIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const parsed = idempotencyKeySchema.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new AppError('validation_failed', {
    errors: parsed.error.issues.map(({ code, message }) => ({
      header: 'Idempotency-Key',
      code,
      detail: message,
    })),
  });
}
