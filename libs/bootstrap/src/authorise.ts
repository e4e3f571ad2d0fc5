import { AppError } from '@tenfold/errors';
import { hasRole, type Principal, tokenMissing, type TokenVerifier } from '@tenfold/identity';
import type { RateLimits } from '@tenfold/limits';
import { requestContext } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Admission } from './admission.js';

declare module 'fastify' {
  interface FastifyRequest {
    principal?: Principal;
    /** What its principal has left, for `RateLimit`. */
    rateLimit?: string;
  }
}

export interface Authority {
  readonly verifier: TokenVerifier;
  readonly admission: Admission;
}

/** Whose request it is, whether he may have another answer, and whether he may do this. */
export async function authorise(
  request: FastifyRequest,
  { verifier, admission: { limits } }: Authority,
): Promise<void> {
  const declaration = request.routeOptions.config.tenfold;
  const header = request.headers.authorization;
  if (declaration === undefined) {
    // No such route, so nobody asks whose token it is: it must not be a way around the limit of the address.
    if (header !== undefined) throwIf(limits?.chargeAddress(request.raw));
    return;
  }
  if (header === undefined) {
    if (declaration.access !== 'public') throw tokenMissing();
    return;
  }
  const principal = await verified(header, verifier, limits, request.raw);
  request.principal = principal;
  const context = requestContext.get();
  if (context !== undefined) context.subject = principal.subject;
  const charge = await limits?.chargePrincipal(principal.subject);
  if (charge !== undefined) {
    if ('refusal' in charge) throw charge.refusal;
    request.rateLimit = charge.rateLimit;
  }
  if (declaration.access !== 'public' && !hasRole(principal, ...declaration.access)) {
    throw new AppError('forbidden', { detail: `needs one of the roles ${declaration.access.join(', ')}` });
  }
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

function tokenOf(header: string): string {
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(header)?.[1];
  if (token !== undefined) return token;
  throw new AppError('token_invalid', {
    detail: 'the Authorization header must be "Bearer" and a token',
    headers: { 'www-authenticate': 'Bearer realm="tenfold", error="invalid_request"' },
  });
}

/** What the principal has left is nobody else's business, so it is not said where the answer may be kept for everybody. */
export function sayRateLimit(request: FastifyRequest, reply: FastifyReply): void {
  const { rateLimit } = request;
  if (rateLimit === undefined || /^public\b/.test(String(reply.getHeader('cache-control')))) return;
  void reply.header('ratelimit', rateLimit);
}

function throwIf(error: AppError | undefined): void {
  if (error !== undefined) throw error;
}
