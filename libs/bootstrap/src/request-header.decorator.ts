import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { AppError } from '@tenfold/errors';
import type { z } from 'zod';
import { toJsonSchema } from './json-schema.js';

interface HeaderData {
  readonly name: string;
  readonly schema: z.ZodType;
}

const readHeader = createParamDecorator(
  ({ name, schema }: HeaderData, context: ExecutionContext): unknown => {
    const { headers } = context.switchToHttp().getRequest<{ headers: Record<string, unknown> }>();
    const parsed = schema.safeParse(headers[name]);
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
 * @param name in lower case
 */
export const RequestHeader =
  (name: string, schema: z.ZodType): ParameterDecorator =>
  (target, key, index) => {
    readHeader({ name, schema })(target, key, index);
    if (key === undefined) return;
    const method = Object.getOwnPropertyDescriptor(target, key) as PropertyDescriptor;
    ApiHeader({
      name,
      required: !schema.safeParse(undefined).success,
      schema: toJsonSchema(schema, 'input').schema as never,
      ...(schema.description === undefined ? {} : { description: schema.description }),
    })(target, key, method);
  };
