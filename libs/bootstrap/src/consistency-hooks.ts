import type { RequestConsistencies } from '@tenfold/database';
import { CONSISTENCY_HEADER } from '@tenfold/http';
import { requestContext } from '@tenfold/observability';
import type { FastifyInstance } from 'fastify';

const HEADER = CONSISTENCY_HEADER.toLowerCase();

/**
 * Reads by intent: what a route declares and what the client has seen go into the request's context, and the token of what was
 * written goes out with the answer. To be added after the hooks that open the context and judge the caller.
 */
export function addConsistencyHooks(instance: FastifyInstance, consistencies: RequestConsistencies): void {
  instance.addHook('onRequest', (request, _reply, done) => {
    const declaration = request.routeOptions.config.tenfold;
    const context = requestContext.get();
    if (declaration === undefined || context === undefined) return done();
    try {
      const header = request.headers[HEADER]?.toString();
      context.consistency = consistencies.begin(declaration.intent, header);
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  instance.addHook('onSend', async (_request, reply) => {
    if (reply.statusCode < 200 || reply.statusCode > 299) return;
    const token = await requestContext.get()?.consistency?.issue();
    if (token !== undefined) void reply.header(HEADER, token);
  });
}
