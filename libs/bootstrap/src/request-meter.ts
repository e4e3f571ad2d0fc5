import { tracedBy, type RequestMetrics } from '@tenfold/observability';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Nobody was told a status. The number is nginx's for it, and no 5xx: the fault is not the server's. */
const CLIENT_GONE = 499;

/**
 * Counts every request that the lane has left to the framework. To be added before all hooks that may refuse one. The end is the response's
 * `close`, which comes after the answer, after a client that went away, and once; `onResponse` comes after an answer only.
 */
export function addRequestMeter(instance: FastifyInstance, requests: RequestMetrics): void {
  const traces = new WeakMap<FastifyRequest, string>();
  instance.addHook('onRequest', (request, reply, done) => {
    requests.began();
    reply.raw.once('close', () => {
      const route = request.routeOptions.url ?? 'none';
      requests.ended(request.method, route, statusOf(reply), reply.elapsedTime, traces.get(request));
    });
    done();
  });
  // Here its trace is in hand, whichever hook has begun it; at `close` it may not be.
  instance.addHook('onSend', (request, _reply, _payload, done) => {
    const traceId = tracedBy();
    if (traceId !== undefined) traces.set(request, traceId);
    done();
  });
}

function statusOf({ raw }: FastifyReply): number {
  return raw.headersSent ? raw.statusCode : CLIENT_GONE;
}
