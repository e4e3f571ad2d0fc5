import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Which web pages of other origins may read answers (https://fetch.spec.whatwg.org/#http-cors-protocol). Tokens stand in `Authorization`, which a page
 * sets itself, and there are no cookies: so no answer allows credentials.
 */
export interface Cors {
  /** @param origin as a browser sends it */
  allows(origin: string): boolean;
}

const ORIGIN = /^https?:\/\/(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::(?:[0-9]{1,5}|\*))?$/;

/** Whether a text is an origin, as it is compared: in lower case, without a path; `*` stands for every origin, and as a port for every port. */
export function isOrigin(text: string): boolean {
  return text === '*' || ORIGIN.test(text);
}

/**
 * @param origins of `CORS_ORIGINS`
 * @returns undefined without any: then no answer says anything about origins
 */
export function corsOf(origins: readonly string[] | undefined): Cors | undefined {
  if (origins === undefined || origins.length === 0) return undefined;
  const exact = new Set(origins);
  const anyPort = origins.filter((origin) => origin.endsWith(':*')).map((origin) => origin.slice(0, -1));
  if (exact.has('*')) return { allows: () => true };
  return {
    allows: (origin) =>
      exact.has(origin) ||
      anyPort.some(
        (prefix) =>
          origin === prefix.slice(0, -1) ||
          (origin.startsWith(prefix) && /^[0-9]{1,5}$/.test(origin.slice(prefix.length))),
      ),
  };
}

/** Answers depend on it, those to nobody in particular too: a shared cache must not hand what one origin was told to another. */
export const VARY_ORIGIN = 'origin';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
/** All that the API reads of a request, beyond those that need no permission. */
const REQUEST_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'x-consistency-token',
  'x-request-id',
  'traceparent',
  'tracestate',
].join(', ');
/** All that it says in an answer, beyond those that a page may read anyway. */
const EXPOSED = [
  'etag',
  'link',
  'location',
  'retry-after',
  'ratelimit',
  'ratelimit-policy',
  'x-consistency-token',
  'x-request-id',
  'allow',
  'www-authenticate',
  'content-disposition',
].join(', ');
/** Ten minutes: what Chromium remembers at most is two hours, and a changed list should be seen soon. */
const MAX_AGE_S = '600';

/**
 * Says what a page may do with the answer, before anybody answers.
 * @returns `preflight` where that is the whole answer; `refused` for the preflight of a page that is not allowed
 */
export function judgeOrigin(
  cors: Cors,
  request: IncomingMessage,
  response: ServerResponse,
): 'preflight' | 'refused' | undefined {
  const { origin } = request.headers;
  if (origin === undefined) return undefined;
  const preflight =
    request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
  if (!cors.allows(origin)) return preflight ? 'refused' : undefined;
  response.setHeader('access-control-allow-origin', origin);
  if (!preflight) {
    response.setHeader('access-control-expose-headers', EXPOSED);
    return undefined;
  }
  response.setHeader('access-control-allow-methods', METHODS);
  response.setHeader('access-control-allow-headers', REQUEST_HEADERS);
  response.setHeader('access-control-max-age', MAX_AGE_S);
  return 'preflight';
}
