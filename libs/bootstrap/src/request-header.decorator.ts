import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { AppError, type ProblemCode } from '@tenfold/errors';
import type { z } from 'zod';
import { toJsonSchema } from './json-schema.js';

export interface RequestHeaderOptions {
  /** Documents a header as required although the schema lets it be absent: its absence is the service's to answer. */
  readonly required?: boolean;
  /** What a request without it, or with a blank one, is answered, instead of `validation_failed`. */
  readonly missing?: ProblemCode;
}

interface HeaderData {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly missing: ProblemCode | undefined;
}

const readHeader = createParamDecorator(
  ({ name, schema, missing }: HeaderData, context: ExecutionContext): unknown => {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    const value = headers[name.toLowerCase()];
    if (missing !== undefined && (value === undefined || value === '')) {
      const errors = [{ header: name, code: 'required', detail: 'is required' }];
      throw new AppError(missing, {
        detail: `send ${name}: ${schema.description ?? 'it is required'}`,
        errors,
      });
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const errors = parsed.error.issues.map((issue) => ({
      header: name,
      code: issue.code,
      detail: issue.message,
    }));
    throw new AppError('validation_failed', { detail: `${name}: ${errors[0]?.detail ?? ''}`, errors });
  },
);

/**
 * A header as a checked and documented argument: the framework's own decorator knows no schema. A schema that refuses
 * undefined makes the header required.
 * @param name as documents and problems spell it: `Idempotency-Key`
 */
export const RequestHeader =
  (name: string, schema: z.ZodType, options: RequestHeaderOptions = {}): ParameterDecorator =>
  (target, key, index) => {
    readHeader({ name, schema, missing: options.missing })(target, key, index);
    if (key === undefined) return;
    const method = Object.getOwnPropertyDescriptor(target, key) as PropertyDescriptor;
    ApiHeader({
      name,
      required: options.required ?? !schema.safeParse(undefined).success,
      schema: toJsonSchema(schema, 'input').schema as never,
      ...(schema.description === undefined ? {} : { description: schema.description }),
    })(target, key, method);
  };
