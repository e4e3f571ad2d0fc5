import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { AppError } from '@tenfold/errors';
import { answerClientError } from './client-error.js';
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
  readonly logger?: FastifyBaseLogger;
}

/** What a common ingress allows for the request line and all headers together. */
const HEADER_LIMIT = 16 * 1024;
/** A client that sends slower than this holds a socket for nothing. */
const REQUEST_TIMEOUT_MS = 60_000;

const NO_STATUS: StatusOptions = { targets: [], intervalMs: 2_000 };

/** The gateway, ready to listen. */
export async function buildGateway(options: GatewayOptions): Promise<FastifyInstance> {
  const app = fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    http: { maxHeaderSize: HEADER_LIMIT },
    requestTimeout: REQUEST_TIMEOUT_MS,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) =>
      void sendProblem(request as FastifyRequest, reply as FastifyReply, frameworkError(error)),
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
