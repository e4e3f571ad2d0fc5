import type { ArgumentMetadata, ExecutionContext, PipeTransform, Type } from '@nestjs/common';
import {
  CUSTOM_ROUTE_ARGS_METADATA,
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  REDIRECT_METADATA,
  RENDER_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@tenfold/observability';
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { DirectRouter } from './direct-router.js';
import { finishAnswer, finishWrite, type Finishing } from './finish-answer.js';
import { fromThrown, sendProblem } from './problem.filter.js';
import { checkerOf, SchemaPipe } from './schema.pipe.js';

/** The controller's method that answers a route. */
export interface RouteTarget {
  readonly controller: Type<unknown>;
  readonly handler: string;
}

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
    const getters = target === undefined ? undefined : gettersOf(target);
    if (target === undefined || getters === undefined) return router.add(route);
    const controller: unknown = app.get(target.controller, { strict: false });
    const method = (controller as Record<string, Method>)[target.handler] as Method;
    const call = callOf(method.bind(controller), getters);
    router.add(route, call);
    // What the framework answers to a method of HTTP unless a route says otherwise.
    const status = route.method === 'POST' ? 201 : 200;
    route.handler = directHandler(call, status, finishing, logger) as never;
  });
}

type Method = (...values: unknown[]) => unknown;
type Get = (request: FastifyRequest, context: ExecutionContext) => unknown;

/** Takes one argument out of the request. */
interface Getter {
  readonly index: number;
  readonly get: Get;
}

/** Calls a controller's method for a request. One of both is called in the end, whatever is thrown. */
export type DirectCall = (
  request: FastifyRequest,
  settled: (value: unknown) => void,
  failed: (error: unknown) => void,
) => void;

function callOf(method: Method, getters: readonly Getter[]): DirectCall {
  return (request, settled, failed) => {
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
      for (const { index, get } of getters) values[index] = get(request, context);
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
    call(request, settled, failed);
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

interface Argument {
  readonly index: number;
  readonly data?: unknown;
  readonly schema?: unknown;
  readonly pipes?: readonly (Type<PipeTransform> | PipeTransform)[];
  readonly factory?: (data: unknown, context: ExecutionContext) => unknown;
}

/** What the framework would have to do besides calling the method. */
const OF_THE_FRAMEWORK = [
  EXCEPTION_FILTERS_METADATA,
  GUARDS_METADATA,
  HEADERS_METADATA,
  HTTP_CODE_METADATA,
  INTERCEPTORS_METADATA,
  PIPES_METADATA,
  REDIRECT_METADATA,
  RENDER_METADATA,
  SSE_METADATA,
];

/** @returns undefined for a route that is the framework's */
function gettersOf({ controller, handler }: RouteTarget): Getter[] | undefined {
  const called = (controller.prototype as Record<string, Method>)[handler] as Method;
  const declares = (key: string): boolean =>
    Reflect.hasMetadata(key, called) || Reflect.hasMetadata(key, controller);
  if (OF_THE_FRAMEWORK.some(declares)) return undefined;
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<
    string,
    Argument
  >;
  const getters = Object.entries(declared).flatMap(([key, argument]): (Getter & { first: boolean })[] => {
    const get = getterOf(key, argument);
    return get === undefined ? [] : [{ index: argument.index, get, first: argument.factory !== undefined }];
  });
  if (getters.length < called.length || getters.length < Object.keys(declared).length) return undefined;
  // Of several unfit arguments the framework complains of those first whose decorators are our own, then of the one that stands last.
  return getters.sort((a, b) => Number(b.first) - Number(a.first));
}

function getterOf(key: string, { data, schema, pipes = [], factory }: Argument): Get | undefined {
  if (pipes.length > 0) return undefined;
  if (key.includes(CUSTOM_ROUTE_ARGS_METADATA) && factory !== undefined)
    return (_request, context) => factory(data, context);
  const type = Number(key.split(':', 1)[0]);
  const name = data as string | undefined;
  if (type === RouteParamtypes.PARAM && name !== undefined) {
    const check = checkerOf({ type: 'param', data: name, schema } as ArgumentMetadata);
    return ({ params }) => check((params as Record<string, unknown>)[name]);
  }
  if (type === RouteParamtypes.QUERY && name === undefined) {
    const check = checkerOf({ type: 'query', schema } as ArgumentMetadata);
    return ({ query }) => check(query);
  }
  if (type === RouteParamtypes.BODY && name === undefined) {
    const check = bodyChecker(schema);
    return ({ body }) => check(body);
  }
  return undefined;
}

/** No two bodies are alike, so none is remembered. */
function bodyChecker(schema: unknown): (value: unknown) => unknown {
  const pipe = new SchemaPipe();
  const metadata = { type: 'body', schema } as ArgumentMetadata;
  return (body) => pipe.transform(body, metadata);
}
