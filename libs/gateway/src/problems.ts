import { AppError, PROBLEM_MEDIA_TYPE, toAppError, toProblem } from '@tenfold/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

const RETRY_AFTER = { 'retry-after': '1' };

/** Codes of the framework, of the proxy and of its HTTP client, in the words of our registry. */
const KNOWN: Readonly<Record<string, () => AppError>> = {
  FST_ERR_BAD_URL: () =>
    new AppError('request_malformed', { detail: 'The path is not valid percent-encoding.' }),
  FST_ERR_CTP_BODY_TOO_LARGE: () => new AppError('body_too_large'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () => new AppError('request_malformed'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new AppError('media_type_unsupported'),
  FST_ERR_MAX_PARAM_LENGTH: () => new AppError('uri_too_long'),
  UND_ERR_INVALID_ARG: () => new AppError('request_malformed', { detail: 'A header cannot be passed on.' }),
  FST_REPLY_FROM_GATEWAY_TIMEOUT: () => new AppError('deadline_exceeded'),
  UND_ERR_CONNECT_TIMEOUT: () => new AppError('deadline_exceeded'),
};

/** What a failed call to a service means to the caller. Every failure that is not a timeout is an absent service. */
export function upstreamError(name: string, error: Error): AppError {
  const ours = causes(error).find((cause) => cause instanceof AppError);
  if (ours !== undefined) return ours;
  const known = causes(error)
    .map(codeOf)
    .find((code) => Object.hasOwn(KNOWN, code));
  if (known !== undefined) return KNOWN[known]?.() ?? toAppError(error);
  return new AppError('dependency_unavailable', {
    detail: `The ${name} service is not reachable.`,
    headers: RETRY_AFTER,
    cause: error,
  });
}

export function frameworkError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const known = KNOWN[codeOf(error)]?.();
  if (known !== undefined) return known;
  // The proxy refuses `..` in a path with a bare 400.
  return statusOf(error) === 400 ? new AppError('request_malformed', { cause: error }) : toAppError(error);
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AppError): FastifyReply {
  const [instance = '/'] = request.url.split('?');
  if (error.status >= 500) request.log.warn({ err: error.cause ?? error, code: error.code }, error.message);
  return reply
    .code(error.status)
    .headers(error.headers)
    .header('x-request-id', request.id)
    .header('cache-control', 'no-store')
    .type(PROBLEM_MEDIA_TYPE)
    .serializer(String)
    .send(JSON.stringify(toProblem(error, { instance, requestId: request.id })));
}

function causes(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let at = error; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function statusOf(error: unknown): unknown {
  return error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
}
