import type { RequestConsistencies } from '@tenfold/database';
import { CONSISTENCY_HEADER } from '@tenfold/http';
import type { FastifyInstance } from 'fastify';
import type { ServedRequest } from './served-request.js';

const HEADER = CONSISTENCY_HEADER.toLowerCase();

/** @returns why the request's token is refused, if it is */
export function beginConsistency(
  served: ServedRequest,
  consistencies: RequestConsistencies,
): Error | undefined {
  const { declaration, request } = served;
  if (declaration === undefined) return undefined;
  try {
    served.consistency = consistencies.begin(declaration.intent, request.headers[HEADER]?.toString());
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/**
 * Reads by intent: what a route declares and what the client has seen go into the request's context, and the token of what was
 * written goes out with the answer. To be added after the hooks that open the context and judge the caller.
 */
export function addConsistencyHooks(instance: FastifyInstance, consistencies: RequestConsistencies): void {
  instance.addHook('onRequest', ({ served }, _reply, done) => {
    done(served === undefined ? undefined : beginConsistency(served, consistencies));
  });
  instance.addHook('onSend', ({ served }, reply, payload, done) => {
    const consistency = served?.consistency;
    const good = reply.statusCode >= 200 && reply.statusCode <= 299;
    if (!good || consistency?.hasWritten !== true) return done(null, payload);
    consistency.issue().then((token) => {
      if (token !== undefined) void reply.header(HEADER, token);
      done(null, payload);
    }, done);
  });
}
