import type { ExecutionContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { gettersOf, type Getter, type Method } from './direct-arguments.js';
import type { DirectRouter } from './direct-router.js';
import { finishAnswer, finishWrite, type Finishing } from './finish-answer.js';
import { fromThrown, sendProblem } from './problem.filter.js';

/**
 * Has the server call the methods that answer a GET by an `Answer`, and those that write and return an object, without the framework's router:
 * that makes a context, a list of pipes and six promises for each request, which is a large part of a hot answer. Arguments are the same, by
 * the same decorators, schemas and factories. A route with anything else (guards, interceptors, an own status, the bare reply) stays
 * with the framework.
 * @param router is told of all that can be asked by GET, and may call those methods before the server does
 */
export function addDirectHandlers(
  app: NestFastifyApplication,
  router: DirectRouter,
  finishing: Finishing,
  logger: Logger,
): void {
  const instance = app.getHttpAdapter().getInstance();
  instance.addHook('onRoute', (route: RouteOptions) => {
    const target = route.config?.tenfold?.target;
    const getters = target === undefined ? undefined : gettersOf(target, route.method !== 'GET');
    if (target === undefined || getters === undefined) return router.add(route);
    const controller: unknown = app.get(target.controller, { strict: false });
    const method = (controller as Record<string, Method>)[target.handler] as Method;
    const call = callOf(method.bind(controller), getters);
    router.add(route, call);
    // What the framework answers to a method of HTTP unless a route says otherwise.
    const status = route.method === 'POST' ? 201 : 200;
    const own = getters.some(({ isReply }) => isReply);
    const handler = own
      ? replyingHandler(call, status, logger)
      : directHandler(call, status, finishing, logger);
    route.handler = handler as never;
  });
}

/** Calls a controller's method for a request. One of both is called in the end, whatever is thrown. */
export type DirectCall = (
  request: FastifyRequest,
  reply: FastifyReply,
  settled: (value: unknown) => void,
  failed: (error: unknown) => void,
) => void;

function callOf(method: Method, getters: readonly Getter[]): DirectCall {
  return (request, reply, settled, failed) => {
    const finished = (value: unknown): void => {
      try {
        settled(value);
      } catch (error) {
        failed(error);
      }
    };
    try {
      const context = new RequestOnly(request) as unknown as ExecutionContext;
      const values = new Array<unknown>(getters.length);
      for (const { index, get } of getters) values[index] = get(request, context, reply);
      const result = method(...values);
      if (result instanceof Promise) result.then(finished, failed);
      else finished(result);
    } catch (error) {
      failed(error);
    }
  };
}

/** @param status of an answer that is no `Answer` */
function directHandler(call: DirectCall, status: number, finishing: Finishing, logger: Logger) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    // As the framework does: nothing is named by an empty part of a path.
    if (hasEmptyPart(request.params as Record<string, unknown>)) return void reply.callNotFound();
    const failed = (error: unknown): void => {
      sendProblem(fromThrown(error, request), request, reply, logger);
    };
    const settled = (value: unknown): void => {
      const { answer } = request;
      if (answer !== undefined) finishAnswer(request, reply, answer, finishing, failed);
      else if (request.method === 'GET' || typeof value !== 'object' || value === null)
        void reply.code(status).send(value);
      else finishWrite(request, reply, { status, body: value }, finishing, failed);
    };
    call(request, reply, settled, failed);
  };
}

/** For a method that has the reply: its status and headers stand before the method is called, and the server sends what it returns. */
function replyingHandler(call: DirectCall, status: number, logger: Logger) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    if (hasEmptyPart(request.params as Record<string, unknown>)) return void reply.callNotFound();
    void reply.code(status);
    call(
      request,
      reply,
      (value) => void reply.send(value),
      (error) => sendProblem(fromThrown(error, request), request, reply, logger),
    );
  };
}

export function hasEmptyPart(params: Readonly<Record<string, unknown>>): boolean {
  for (const name in params) if (params[name] === '') return true;
  return false;
}

/** As much of the framework's context as decorators of parameters ask for. */
class RequestOnly {
  constructor(private readonly request: FastifyRequest) {}

  switchToHttp(): this {
    return this;
  }

  getRequest(): FastifyRequest {
    return this.request;
  }
}
