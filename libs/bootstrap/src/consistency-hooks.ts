import type { RequestConsistencies } from '@tenfold/database';
import { CONSISTENCY_HEADER } from '@tenfold/http';
import type { FastifyInstance } from 'fastify';

const HEADER = CONSISTENCY_HEADER.toLowerCase();

/**
 * Reads by intent: what a route declares and what the client has seen go into the request's context, and the token of what was
 * written goes out with the answer. To be added after the hooks that open the context and judge the caller.
 */
export function addConsistencyHooks(instance: FastifyInstance, consistencies: RequestConsistencies): void {
  instance.addHook('onRequest', ({ served, headers }, _reply, done) => {
    if (served?.declaration === undefined) return done();
    try {
      const header = headers[HEADER]?.toString();
      served.consistency = consistencies.begin(served.declaration.intent, header);
    } catch (error) {
      return done(error as Error);
    }
    done();
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
