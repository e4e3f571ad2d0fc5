import { FastifyAdapter } from '@nestjs/platform-fastify';
import { answerBrokenRequest, createFrontDoor, VARY_ORIGIN, type Cors } from '@tenfold/http';
import type { Logger } from '@tenfold/observability';
import { fastify, type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { RequestListener, Server } from 'node:http';
import { Readable } from 'node:stream';
import { Admission } from './admission.js';
import type { AnswerLane } from './answer-lane.js';
import { ContextFreeResponse } from './context-free-response.js';
import type { DirectRouter } from './direct-router.js';
import { fromThrown, sendProblem } from './problem.filter.js';
import { acceptOnlyJson } from './json-body.js';
import { headersOfAll } from './request-hooks.js';
import { requestIdOf } from './request-id.js';

/** Room for an order of 2,000 lines with long titles; an import batch has the same size in lines. */
const BODY_LIMIT = 4 * 1024 * 1024;
/** Ours are below 128; a longer one is refused before it is looked at. */
export const MAX_PARAM_LENGTH = 256;
/** A client has this long to send a whole request, which is what ends a slow drip. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Longer than the idle time of usual balancers (60 s), or they reuse a connection that we are closing. */
const KEEP_ALIVE_MS = 75_000;

/** What may answer before the framework is asked, the response cache first. */
export interface Front {
  readonly lane?: AnswerLane;
  readonly direct?: DirectRouter;
  readonly admission?: Admission;
  readonly cors?: Cors | undefined;
}

/** The server under the application: the lane, limits, request ids, and problem documents for what never reaches a route. */
export function createAdapter(
  logger: Logger,
  { lane, direct, admission = new Admission(), cors }: Front = {},
): FastifyAdapter {
  const options: FastifyServerOptions = {
    logger: false,
    bodyLimit: BODY_LIMIT,
    serverFactory: (handler) => createLaneServer(lane, direct, cors, handler),
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH, ignoreTrailingSlash: false },
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    // A request that the direct router has left has its id already, by which its line is found.
    genReqId: (request) => direct?.leftBy(request)?.served.requestId ?? requestIdOf(request),
    frameworkErrors: (error, request, reply) => {
      // No hook has seen it.
      const refusal = admission.limits?.chargeAddress(request.raw);
      const headers = {
        ...headersOfAll(admission),
        ...(cors === undefined ? {} : { vary: VARY_ORIGIN }),
        'x-request-id': request.id,
      };
      sendProblem(refusal ?? fromThrown(error, request), request, reply, logger, headers);
    },
    clientErrorHandler: answerBrokenRequest,
  };
  const instance: FastifyInstance = fastify(options);
  // The adapter looks for its own option there when it is given a server.
  Object.assign(instance, { skipMiddie: true });
  const adapter = withoutItsHooks(instance, () => new FastifyAdapter(instance as never));
  acceptOnlyJson(instance);
  addEmptyBodies(instance);
  return adapter;
}

/**
 * The framework's adapter puts six hooks before each request and one behind it, for middleware, CORS, CSRF, security headers, own
 * versions and its own 503: none is used here, and each is called for each request.
 */
function withoutItsHooks<T>(instance: FastifyInstance, make: () => T): T {
  const { addHook } = instance;
  instance.addHook = () => instance;
  try {
    return make();
  } finally {
    instance.addHook = addHook;
  }
}

/** The framework's server, but that the lane and the direct router are asked first, where there are any. */
function createLaneServer(
  lane: AnswerLane | undefined,
  direct: DirectRouter | undefined,
  cors: Cors | undefined,
  handler: RequestListener,
): Server {
  return createFrontDoor(
    {
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // A request without a body has no stream that begins, ends and closes, which is 2 of the 15 µs that a bare answer takes.
      optimizeEmptyRequests: true,
      ServerResponse: ContextFreeResponse,
    },
    cors,
    (request, response) => {
      if (lane?.answer(request, response) === true) return;
      if (direct?.answer(request, response, handler) !== true) handler(request, response);
    },
  );
}

/** Of a request that announces a body and has none: its own stream has ended before anybody could wait for that. */
function addEmptyBodies(instance: FastifyInstance): void {
  instance.addHook('preParsing', ({ raw }, _reply, payload, done) => {
    const isEmpty = raw.readableEnded && raw.headers['content-type'] !== undefined;
    done(null, isEmpty ? Readable.from([]) : payload);
  });
}
