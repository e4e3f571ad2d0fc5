import { z } from 'zod';
import { AppError } from './app-error.js';
import { isProblemCode, PROBLEMS, type ProblemCode } from './registry.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Each code has an anchor on this page, generated from the registry. */
export const PROBLEM_PAGE = 'https://tenfold.dev/docs/errors.md';

const fieldErrorSchema = z
  .strictObject({
    pointer: z.string().optional().describe('JSON pointer (RFC 6901) into the body'),
    parameter: z.string().optional().describe('Name of a path or query parameter'),
    header: z.string().optional().describe('Name of a header'),
    code: z.string(),
    detail: z.string(),
  })
  .meta({ id: 'FieldError' });

/** The shape of every answer that is not a success (RFC 9457). Members beyond these belong to single codes. */
export const problemSchema = z
  .looseObject({
    type: z.string().describe('Page that explains this code'),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().optional(),
    instance: z.string().describe('Path of the request'),
    code: z.string().describe('Stable name of the problem: decide by this'),
    requestId: z.string(),
    errors: z.array(fieldErrorSchema).optional(),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

/** Whatever was thrown, as an AppError: what nobody threw on purpose becomes a bare `internal`, its message kept from the client. */
export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('internal', { cause: error });
}

export function toProblem(error: AppError, at: { instance: string; requestId: string }): Problem {
  return {
    type: `${PROBLEM_PAGE}#${error.code}`,
    title: PROBLEMS[error.code].title,
    status: error.status,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    instance: at.instance,
    code: error.code,
    requestId: at.requestId,
    ...(error.errors.length === 0 ? {} : { errors: [...error.errors] }),
    ...error.meta,
  };
}

/** What crosses the wire between services when a handler fails: enough to throw the same AppError on the other side. */
export const remoteErrorSchema = z.object({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(fieldErrorSchema).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
  /** As the header of that name says it. */
  retryAfter: z.string().max(40).optional(),
});

export type RemoteError = z.infer<typeof remoteErrorSchema>;

export function toRemoteError(error: AppError): RemoteError {
  const retryAfter = error.headers['retry-after'];
  return {
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error.errors.length === 0 ? {} : { errors: [...error.errors] }),
    ...(Object.keys(error.meta).length === 0 ? {} : { meta: { ...error.meta } }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
}

/** An unknown code (a newer service's) is `internal` here, with the code kept for the log. */
export function fromRemoteError(remote: RemoteError): AppError {
  const code: ProblemCode = isProblemCode(remote.code) ? remote.code : 'internal';
  return new AppError(code, {
    ...(remote.detail === undefined || code === 'internal' ? {} : { detail: remote.detail }),
    errors: (remote.errors ?? []).map(({ pointer, parameter, header, ...rest }) => ({
      ...rest,
      ...(pointer === undefined ? {} : { pointer }),
      ...(parameter === undefined ? {} : { parameter }),
      ...(header === undefined ? {} : { header }),
    })),
    meta: remote.meta ?? {},
    ...(remote.retryAfter === undefined ? {} : { headers: { 'retry-after': remote.retryAfter } }),
    cause: new Error(`remote error ${remote.code}`),
  });
}
