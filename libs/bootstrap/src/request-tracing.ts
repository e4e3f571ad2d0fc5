import {
  idsOf,
  SpanKind,
  startSpan,
  tracing,
  underSpan,
  type Span,
  type TraceContext,
  type TraceIds,
} from '@tenfold/observability';
import type { FastifyInstance } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { AnsweredRequest } from './request-log.js';

/** A span for each request that the lane leaves to the framework. To be added before all hooks whose work belongs to it. */
export function addRequestTracing(instance: FastifyInstance): void {
  if (!tracing.on) return;
  instance.addHook('onRequest', (request, reply, done) => {
    const { method, routeOptions } = request;
    const span = serverSpan(method, routeOptions.url, request.headers);
    span.setAttribute('url.path', pathOf(request.raw.url));
    span.setAttribute('tenfold.request_id', request.id);
    reply.raw.once('close', () => {
      // A client that went away was told nothing.
      if (reply.raw.headersSent) span.setAttribute('http.response.status_code', reply.raw.statusCode);
      span.end();
    });
    underSpan(span, done);
  });
}

/**
 * A span for what the lane has answered, where the caller traces. No trace begins there: nothing happens but what the line of the log
 * says, and a span would be a third of what the answer costs.
 */
export function traceLane(
  { method, route, status, elapsedMs }: AnsweredRequest,
  headers: IncomingHttpHeaders,
): TraceIds | undefined {
  if (!tracing.on || headers['traceparent'] === undefined) return undefined;
  const span = serverSpan(method, route, headers, Date.now() - elapsedMs);
  span.setAttributes({ 'http.response.status_code': status, 'tenfold.cache.level': 'lane' });
  span.end();
  return idsOf(span);
}

function serverSpan(
  method: string,
  route: string | undefined,
  headers: IncomingHttpHeaders,
  startTime?: number,
): Span {
  return startSpan(
    {
      name: route === undefined ? method : `${method} ${route}`,
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': method, ...(route !== undefined && { 'http.route': route }) },
    },
    headers as TraceContext,
    startTime,
  );
}

function pathOf(url = '/'): string {
  return url.split('?', 1)[0] ?? '/';
}
