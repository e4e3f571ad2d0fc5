import { AppError } from '@tenfold/errors';
import { hasRole, type Access, type Principal, tokenMissing, type TokenVerifier } from '@tenfold/identity';
import type { Charge, RateLimits } from '@tenfold/limits';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { ServedRequest } from './served-request.js';

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    /** What its principal has left, for `RateLimit`. */
    rateLimit?: string;
  }
}

/**
 * Whose request it is, whether he may have another answer, and whether he may do this. Nothing is waited for where there is no token, or
 * where it is known and the request is counted already or by nobody.
 */
export function authorise(
  served: ServedRequest,
  verifier: TokenVerifier,
  limits: RateLimits | undefined,
  done: (error?: Error) => void,
): void {
  const { declaration, request } = served;
  const header = request.headers.authorization;
  // No such route, so nobody asks whose token it is: it must not be a way around the limit of the address.
  if (declaration === undefined)
    return done(header === undefined ? undefined : limits?.chargeAddress(request.raw));
  if (header === undefined) return done(declaration.access === 'public' ? undefined : tokenMissing());
  const known = verifier.known(tokenIn(header));
  const identified = known ?? verified(header, verifier, limits, request.raw);
  if (identified instanceof Promise)
    identified.then((principal) => count(served, principal, declaration.access, limits, done), done);
  else count(served, identified, declaration.access, limits, done);
}

function count(
  served: ServedRequest,
  principal: Principal,
  access: Access,
  limits: RateLimits | undefined,
  done: (error?: Error) => void,
): void {
  served.subject = principal.subject;
  const charge = limits?.chargePrincipal(principal.subject);
  if (charge instanceof Promise)
    charge.then((known) => done(admitted(served, principal, access, known)), done);
  else done(admitted(served, principal, access, charge));
}

function admitted(
  { request }: ServedRequest,
  principal: Principal,
  access: Access,
  charge: Charge,
): AppError | undefined {
  request.principal = principal;
  if (charge !== undefined) {
    if ('refusal' in charge) return charge.refusal;
    request.rateLimit = charge.rateLimit;
  }
  if (access === 'public' || hasRole(principal, ...access)) return undefined;
  return new AppError('forbidden', { detail: `needs one of the roles ${access.join(', ')}` });
}

/** A token that is none costs its sender's address; what it says of itself costs nobody. */
async function verified(
  header: string,
  verifier: TokenVerifier,
  limits: RateLimits | undefined,
  request: IncomingMessage,
): Promise<Principal> {
  try {
    return await verifier.verify(tokenOf(header), () => throwIf(limits?.distrusts(request)));
  } catch (error) {
    if (error instanceof AppError && error.status === 401) throw limits?.chargeForgery(request) ?? error;
    throw error;
  }
}

const BEARER = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** The token of an `Authorization` header, if it is one that is verified here. */
export function tokenIn(header: string): string | undefined {
  return BEARER.exec(header)?.[1];
}

function tokenOf(header: string): string {
  const token = tokenIn(header);
  if (token !== undefined) return token;
  throw new AppError('token_invalid', {
    detail: 'the Authorization header must be "Bearer" and a token',
    headers: { 'www-authenticate': 'Bearer realm="tenfold", error="invalid_request"' },
  });
}

/** What the principal has left is nobody else's business, so it is not said where the answer may be kept for everybody. */
export function sayRateLimit(request: FastifyRequest, reply: FastifyReply): void {
  const { rateLimit } = request;
  if (rateLimit === undefined || isPublic(String(reply.getHeader('cache-control')))) return;
  void reply.header('ratelimit', rateLimit);
}

/** A value of `Cache-Control` by which everybody may have the answer. */
export function isPublic(cacheControl: string): boolean {
  return /^public\b/.test(cacheControl);
}

function throwIf(error: AppError | undefined): void {
  if (error !== undefined) throw error;
}
