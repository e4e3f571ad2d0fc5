import { AppError } from '@tenfold/errors';
import { hasRole, type Principal, tokenMissing, type TokenVerifier } from '@tenfold/identity';
import { requestContext } from '@tenfold/observability';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Admission } from './admission.js';
import type { RouteDeclaration } from './declare-routes.js';
import './context-reads.js';
import type { RequestLog } from './request-log.js';

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
  }
}

/** Headers of every answer; an API has nothing to render. */
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** What the hooks ask. */
interface Hooked {
  readonly verifier: TokenVerifier;
  readonly log: RequestLog;
  readonly admission: Admission;
  /** Only for where it stands. */
  readonly lane: { readonly now: number };
}

/** What happens to every request before its controller, as server hooks: cheaper than guards and interceptors. */
export function addRequestHooks(instance: FastifyInstance, hooked: Hooked): void {
  const { verifier, log, admission, lane } = hooked;
  instance.addHook('onRequest', (request, reply, done) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
    const refusal = admission.check(request.raw);
    requestContext.run({ requestId: request.id, begun: lane.now }, () => done(refusal));
  });
  instance.addHook('onRequest', async (request) => authorise(request, verifier));
  instance.addHook('preValidation', (request, _reply, done) => {
    done(undeclaredInput(request));
  });
  instance.addHook('onResponse', (request, reply, done) => {
    log.write({
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      elapsedMs: reply.elapsedTime,
      subject: request.principal?.subject,
    });
    done();
  });
}

async function authorise(request: FastifyRequest, verifier: TokenVerifier): Promise<void> {
  const declaration = request.routeOptions.config.tenfold;
  if (declaration === undefined) return; // no such route
  const header = request.headers.authorization;
  if (header === undefined) {
    if (declaration.access !== 'public') throw tokenMissing();
    return;
  }
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header)?.[1];
  if (token === undefined) {
    throw new AppError('token_invalid', {
      detail: 'the Authorization header must be "Bearer" and a token',
      headers: { 'www-authenticate': 'Bearer realm="tenfold", error="invalid_request"' },
    });
  }
  const principal = await verifier.verify(token);
  request.principal = principal;
  const context = requestContext.get();
  if (context !== undefined) context.subject = principal.subject;
  if (declaration.access !== 'public' && !hasRole(principal, ...declaration.access)) {
    throw new AppError('forbidden', { detail: `needs one of the roles ${declaration.access.join(', ')}` });
  }
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
