import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import { AppError, PROBLEM_MEDIA_TYPE, type ProblemCode, toAppError, toProblem } from '@tenfold/errors';
import { failSpan, requestContext, type Logger } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, throwError } from 'rxjs';
import { allowedMethods } from './route-table.js';

/** The one place where something thrown becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> | void {
    if (host.getType() === 'rpc') return throwError(() => toAppError(thrown));
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>()];
    sendProblem(fromThrown(thrown, request), request, reply, this.logger);
  }
}

const OF_THE_ANSWER = ['content-encoding', 'content-length', 'etag', 'link', 'vary'];

export function sendProblem(
  error: AppError,
  request: FastifyRequest,
  reply: FastifyReply,
  logger: Logger,
  headers: Readonly<Record<string, string>> = {},
): void {
  failSpan(error);
  const event = requestContext.get()?.event;
  // The request's own line says it; what never became one has none.
  if (event !== undefined) event.error = error;
  else if (error.logLevel !== 'debug') logger[error.logLevel]({ err: error }, error.message);
  if (reply.sent) return;
  // Set for an answer that did not come to be.
  for (const name of OF_THE_ANSWER) void reply.removeHeader(name);
  const problem = toProblem(error, { instance: pathOf(request), requestId: request.id });
  void reply
    .code(error.status)
    .headers({ ...headers, ...error.headers, 'cache-control': 'no-store' })
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problem));
}

/** Errors of the server underneath, by its own codes. */
const FASTIFY_CODES: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_BAD_URL: 'request_malformed',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body_invalid',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body_invalid',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_MAX_PARAM_LENGTH: 'uri_too_long',
};

export function fromThrown(thrown: unknown, request: FastifyRequest): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) {
    // Nest wraps the server's own errors, and throws its own where no route fits.
    if (thrown.cause !== undefined) return fromThrown(thrown.cause, request);
    if (thrown.getStatus() === 404) return unknownRoute(request);
  }
  const { code, statusCode } = thrown as { code?: string; statusCode?: number };
  const known = code === undefined ? undefined : FASTIFY_CODES[code];
  if (known !== undefined) return new AppError(known, { cause: thrown });
  // Malformed JSON has a status and no code of its own.
  if (thrown instanceof SyntaxError && statusCode === 400)
    return new AppError('body_invalid', { cause: thrown });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new AppError('request_malformed', { cause: thrown });
  }
  return toAppError(thrown);
}

function unknownRoute(request: FastifyRequest): AppError {
  const methods = allowedMethods(request.server, pathOf(request));
  if (methods.length === 0) return new AppError('route_not_found');
  return new AppError('method_not_allowed', {
    detail: `allowed: ${methods.join(', ')}`,
    headers: { allow: methods.join(', ') },
  });
}

function pathOf(request: FastifyRequest): string {
  return (request.raw.url ?? '/').split('?', 1)[0] ?? '/';
}
