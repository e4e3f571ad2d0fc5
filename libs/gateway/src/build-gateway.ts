import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { AppError } from '@tenfold/errors';
import { answerBrokenRequest, createFrontDoor, VARY_ORIGIN, type Cors } from '@tenfold/http';
import { requestIdOf } from './headers.js';
import { registerOwnRoutes } from './own-routes.js';
import { frameworkError, sendProblem } from './problems.js';
import { BODY_LIMIT, registerProxy } from './proxy.js';
import type { StatusOptions } from './status/status-monitor.js';
import { upstreamsOf, type UpstreamUrls } from './upstreams.js';

export interface GatewayOptions {
  readonly urls: UpstreamUrls;
  readonly timeoutMs: number;
  readonly servicesDir: string;
  readonly jwksFile: string;
  /** Whose metrics the status page shows; nobody's when left out. */
  readonly status?: StatusOptions;
  /** For which pages of other origins its own answers are; services say so themselves. */
  readonly cors?: Cors | undefined;
  readonly logger?: FastifyBaseLogger;
}

/** What a common ingress allows for the request line and all headers together. */
const HEADER_LIMIT = 16 * 1024;
/** A client that sends slower than this holds a socket for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;

/** Longer than the idle time of usual balancers (60 s), or they reuse a connection that is being closed. */
const KEEP_ALIVE_MS = 72_000;

const NO_STATUS: StatusOptions = { targets: [], intervalMs: 2_000 };

/** The gateway, ready to listen. */
export async function buildGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    serverFactory: (handler) =>
      createFrontDoor(
        {
          maxHeaderSize: HEADER_LIMIT,
          requestTimeout: REQUEST_TIMEOUT_MS,
          keepAliveTimeout: KEEP_ALIVE_MS,
        },
        options.cors,
        handler,
      ),
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: (error, request, reply) => {
      // No hook has seen it.
      if (options.cors !== undefined) reply.header('vary', VARY_ORIGIN);
      sendProblem(request as FastifyRequest, reply as FastifyReply, frameworkError(error));
    },
    // While it closes, a request on an open connection is still served; new connections go nowhere.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
  });
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, frameworkError(error)));
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, new AppError('route_not_found')));
  endConnectionsOnClose(app);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (options.cors !== undefined) reply.header('vary', varyOf(reply.getHeader('vary')));
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request;
    request.log.info(
      { method, url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'answered',
    );
  });
  const upstreams = upstreamsOf(options.urls);
  const { servicesDir, jwksFile, status = NO_STATUS } = options;
  registerOwnRoutes(app, { upstreams, servicesDir, jwksFile, status });
  await app.register(
    async (scope) => await registerProxy(scope, { upstreams, timeoutMs: options.timeoutMs }),
  );
  return app;
}

/** What a service varies by, and the page, once. */
function varyOf(vary: unknown): string {
  const names = String(vary ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...new Set([...names, VARY_ORIGIN])].join(', ');
}

/** A connection that falls idle after closing began would be kept open for the client's next request, and close() waits for it. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async () => {
    if (closing) setImmediate(() => app.server.closeIdleConnections());
  });
}
