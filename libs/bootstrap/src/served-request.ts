import type { RequestConsistency } from '@tenfold/database';
import {
  RequestEvent,
  tracedBy,
  traceIds,
  tracing,
  type RequestContext,
  type RequestMetrics,
  type TraceIds,
} from '@tenfold/observability';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import type { ContextRead } from './context-reads.js';
import type { RouteDeclaration } from './declare-routes.js';
import type { RequestLog } from './request-log.js';

declare module 'fastify' {
  interface FastifyRequest {
    served?: ServedRequest;
  }
}

/** Who is told of each request at its end. */
export interface Ending {
  readonly log: RequestLog;
  /** None where requests are not counted. */
  readonly requests?: RequestMetrics;
}

/** Nobody was told a status. The number is nginx's for it, and no 5xx: the fault is not the server's. */
const CLIENT_GONE = 499;

/** Of a response: its request, so that one function hears the end of all of them, and none is made for each. */
const SERVED = Symbol('served');

interface Tracked extends ServerResponse {
  [SERVED]?: ServedRequest;
}

/** A request that the lane has left to the framework, and its context: one object for all that is kept of it. */
export class ServedRequest implements RequestContext {
  readonly requestId: string;
  readonly event = new RequestEvent();
  readonly route: string;
  readonly declaration: RouteDeclaration | undefined;
  subject?: string;
  consistency?: RequestConsistency;
  reads?: ContextRead[];
  /** Of the body, where it was written as a whole. */
  bytes: number | undefined = undefined;
  private readonly began = performance.now();
  private readonly trace: TraceIds | undefined;
  /** Its trace, where that is kept. */
  private readonly traceId: string | undefined;

  /** @param begun where the lane stood */
  constructor(
    public request: FastifyRequest,
    private reply: FastifyReply,
    readonly begun: number,
    private readonly ending: Ending,
  ) {
    this.requestId = request.id;
    // Made anew by each look at it, so looked at once.
    const { url = 'none', config } = request.routeOptions;
    this.route = url;
    this.declaration = config.tenfold;
    if (tracing.on) {
      this.trace = traceIds();
      this.traceId = tracedBy();
    }
    request.served = this;
    ending.requests?.began();
    // Comes after the answer, after a client that went away, and once; `onResponse` comes after an answer only.
    const raw: Tracked = reply.raw;
    raw[SERVED] = this;
    raw.on('close', closed);
  }

  /** It goes on as another object of the server for the same request. */
  handTo(request: FastifyRequest, reply: FastifyReply): void {
    const { principal, rateLimit } = this.request;
    if (principal !== undefined) request.principal = principal;
    if (rateLimit !== undefined) request.rateLimit = rateLimit;
    request.served = this;
    this.request = request;
    this.reply = reply;
  }

  /** Tells the metrics, always, and the log, if the request gets a line. */
  end(): void {
    const { request, reply, route, event } = this;
    const { log, requests } = this.ending;
    const { headersSent, statusCode } = reply.raw;
    const status = headersSent ? statusCode : CLIENT_GONE;
    const now = performance.now();
    const elapsedMs = now - this.began;
    requests?.ended(request.method, route, status, elapsedMs, this.traceId);
    const weight = log.weigh(route, status, elapsedMs, now, event);
    if (weight > 0) log.write({ ...this.identity, ...this.answered, status, elapsedMs, event }, weight);
  }

  /** Said by itself: after a client that went away the event comes in no context, and in none of a trace. */
  private get identity() {
    const { requestId, subject, trace } = this;
    return { requestId, subject, trace_id: trace?.trace_id, span_id: trace?.span_id };
  }

  private get answered() {
    const { request, route } = this;
    const { method, rateLimit } = request;
    return { method, route, bytes: this.bytes ?? bytesOf(method, this.reply), rateLimit };
  }
}

function closed(this: Tracked): void {
  this[SERVED]?.end();
}

/** Of a body that is sent as it is made nobody knows. */
function bytesOf(method: string, reply: FastifyReply): number | undefined {
  if (reply.raw.statusCode === 304 || method === 'HEAD') return 0;
  const length = reply.getHeader('content-length');
  return length === undefined ? undefined : Number(length);
}
