import { AppError } from '@tenfold/errors';
import { requestContext, RequestEvent } from '@tenfold/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Admission } from './admission.js';
import { authorise, sayRateLimit, type Authority } from './authorise.js';
import type { RouteDeclaration } from './declare-routes.js';
import './context-reads.js';
import type { AnsweredRequest, RequestLog } from './request-log.js';
import { statusOf } from './request-meter.js';

/** Headers of every answer; an API has nothing to render. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** What the hooks ask. */
interface Hooked extends Authority {
  readonly log: RequestLog;
  /** Only for where it stands. */
  readonly lane: { readonly now: number };
}

/** What happens to every request before its controller, as server hooks: cheaper than guards and interceptors. */
export function addRequestHooks(instance: FastifyInstance, hooked: Hooked): void {
  const { log, admission, lane } = hooked;
  const always = headersOfAll(admission);
  instance.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...always, 'x-request-id': request.id });
    const refusal = admission.check(request.raw);
    const event = new RequestEvent();
    requestContext.run({ requestId: request.id, begun: lane.now, event }, () => {
      // After the answer, and after a client that went away, with the contexts of here.
      reply.raw.once(
        'close',
        AsyncLocalStorage.bind(() => log.write(answered(request, reply, event))),
      );
      done(refusal);
    });
  });
  instance.addHook('onRequest', async (request) => authorise(request, hooked));
  instance.addHook('preValidation', (request, _reply, done) => {
    done(undeclaredInput(request));
  });
  instance.addHook('onSend', (request, reply, payload, done) => {
    sayRateLimit(request, reply);
    done(null, payload);
  });
}

function answered(request: FastifyRequest, reply: FastifyReply, event: RequestEvent): AnsweredRequest {
  return {
    method: request.method,
    route: request.routeOptions.url ?? 'none',
    status: statusOf(reply),
    elapsedMs: reply.elapsedTime,
    bytes: bytesOf(request, reply),
    rateLimit: request.rateLimit,
    event,
  };
}

/** Of a body that is sent as it is made nobody knows. */
function bytesOf({ method }: FastifyRequest, reply: FastifyReply): number | undefined {
  if (reply.statusCode === 304 || method === 'HEAD') return 0;
  const length = reply.getHeader('content-length');
  return length === undefined ? undefined : Number(length);
}

/** The same on every answer, so that the lane may repeat them. */
export function headersOfAll({ limits }: Admission): Readonly<Record<string, string>> {
  const policies = limits?.policies;
  return policies === undefined ? SECURITY_HEADERS : { ...SECURITY_HEADERS, 'ratelimit-policy': policies };
}

/** What a route does not declare it does not take: a misspelt filter must not look like an empty result. */
function undeclaredInput(request: FastifyRequest): AppError | undefined {
  const declaration: RouteDeclaration | undefined = request.routeOptions.config.tenfold;
  if (declaration === undefined) return undefined;
  const parameters = declaration.takesQuery ? [] : Object.keys(request.query as object);
  if (parameters.length > 0) {
    return new AppError('validation_failed', {
      detail: 'this route takes no query parameters',
      errors: parameters
        .slice(0, 20)
        .map((parameter) => ({ parameter, code: 'unknown', detail: 'is not known here' })),
    });
  }
  const { body } = request;
  const empty =
    body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
  if (declaration.takesBody || empty) return undefined;
  return new AppError('validation_failed', {
    detail: 'this route takes no body',
    errors: [{ pointer: '', code: 'unknown', detail: 'is not known here' }],
  });
}
