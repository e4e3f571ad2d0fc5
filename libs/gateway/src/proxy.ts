import { METHODS } from 'node:http';
import { Readable, Transform } from 'node:stream';
import replyFrom from '@fastify/reply-from';
import { AppError } from '@tenfold/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { forwardedHeaders, withoutHopByHop } from './headers.js';
import { sendProblem, upstreamError } from './problems.js';
import type { Upstream } from './upstreams.js';

/** That of the services: a service that refuses a body in the middle of it would look like one that has gone. */
export const BODY_LIMIT = 4 * 1024 * 1024;

const BODYLESS = new Set(['GET', 'HEAD']);
/** CONNECT asks for a tunnel and never reaches a handler. */
const FORWARDED_METHODS = METHODS.filter((method) => method !== 'CONNECT');

export interface ProxyOptions {
  readonly upstreams: readonly Upstream[];
  readonly timeoutMs: number;
}

/** Routes each prefix to its service, bodies as streams in both directions. */
export async function registerProxy(app: FastifyInstance, options: ProxyOptions): Promise<void> {
  await app.register(replyFrom, {
    undici: { headersTimeout: options.timeoutMs, bodyTimeout: options.timeoutMs },
    disableCache: true,
    disableRequestLogging: true,
  });
  for (const method of FORWARDED_METHODS) {
    if (!app.supportedMethods.includes(method)) app.addHttpMethod(method, { hasBody: true });
  }
  // Bodies are not looked at: whether one is JSON is the service's question.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  for (const upstream of options.upstreams) forward(app, upstream);
}

function forward(app: FastifyInstance, upstream: Upstream): void {
  for (const url of upstream.prefixes.flatMap((prefix) => [prefix, `${prefix}/*`])) {
    app.route({
      method: FORWARDED_METHODS,
      url,
      exposeHeadRoute: false,
      handler: (request, reply) => {
        if (request.body instanceof Readable) request.body = capped(request, request.body);
        const [path = '/', ...query] = request.url.split('?');
        return reply.from(path, {
          // By itself: the proxy decodes what it is given, and what stands in a query is the service's to judge.
          queryString: () => query.join('?'),
          getUpstream: () => upstream.url,
          // Left alone, the proxy repeats a GET that was answered 503: the caller decides that, by Retry-After.
          retryDelay: () => null,
          rewriteRequestHeaders: (_request, headers) => forwardedHeaders(headers, edgeOf(request)),
          rewriteHeaders: (headers) => withoutHopByHop(headers),
          onError: (_reply, { error }) =>
            void sendProblem(request, reply, upstreamError(upstream.name, error)),
        });
      },
    });
  }
}

function edgeOf(request: FastifyRequest): Parameters<typeof forwardedHeaders>[1] {
  return {
    requestId: request.id,
    clientIp: request.ip,
    protocol: request.protocol,
    host: request.headers.host ?? request.hostname,
    hasBody: !BODYLESS.has(request.method),
  };
}

/** A chunked body shows its size only while it passes, so it is counted; an announced one is refused before its first byte. */
function capped(request: FastifyRequest, payload: Readable): Readable {
  const tooLarge = (): AppError =>
    new AppError('body_too_large', {
      detail: `The gateway passes on at most ${BODY_LIMIT} bytes.`,
      headers: { connection: 'close' },
    });
  if (Number(request.headers['content-length'] ?? 0) > BODY_LIMIT) throw tooLarge();
  let passed = 0;
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > BODY_LIMIT) done(tooLarge());
      else done(null, chunk);
    },
  });
  payload.once('error', (error) => counter.destroy(error));
  payload.once('aborted', () => counter.destroy(new Error('the client went away')));
  return payload.pipe(counter);
}
