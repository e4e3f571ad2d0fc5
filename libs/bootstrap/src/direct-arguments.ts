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
  RESPONSE_PASSTHROUGH_METADATA,
  ROUTE_ARGS_METADATA,
  SSE_METADATA,
} from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { checkerOf, SchemaPipe } from './schema.pipe.js';

/** The controller's method that answers a route. */
export interface RouteTarget {
  readonly controller: Type<unknown>;
  readonly handler: string;
}

export type Method = (...values: unknown[]) => unknown;
type Get = (request: FastifyRequest, context: ExecutionContext, reply: FastifyReply) => unknown;

/** Takes one argument out of the request. */
export interface Getter {
  readonly index: number;
  readonly get: Get;
  /** The argument is the reply, on which the method sets what it likes. */
  readonly isReply: boolean;
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

/**
 * How each argument of a controller's method is taken out of a request, in the order in which they are to be taken.
 * @param writes whether the method may have the reply
 * @returns undefined for a route that is the framework's
 */
export function gettersOf({ controller, handler }: RouteTarget, writes: boolean): Getter[] | undefined {
  const called = (controller.prototype as Record<string, Method>)[handler] as Method;
  const declares = (key: string): boolean =>
    Reflect.hasMetadata(key, called) || Reflect.hasMetadata(key, controller);
  if (OF_THE_FRAMEWORK.some(declares)) return undefined;
  const declared = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler) ?? {}) as Record<
    string,
    Argument
  >;
  const getters = Object.entries(declared).flatMap(([key, argument]): (Getter & { first: boolean })[] => {
    const isReply = key.startsWith(`${RouteParamtypes.RESPONSE}:`);
    const passedOn =
      writes && Reflect.getMetadata(RESPONSE_PASSTHROUGH_METADATA, controller, handler) === true;
    const get = isReply && passedOn ? readReply : getterOf(key, argument);
    if (get === undefined) return [];
    return [{ index: argument.index, get, isReply, first: argument.factory !== undefined }];
  });
  if (getters.length < called.length || getters.length < Object.keys(declared).length) return undefined;
  // Of several unfit arguments the framework complains of those first whose decorators are our own, then of the one that stands last.
  return getters.sort((a, b) => Number(b.first) - Number(a.first));
}

const readReply: Get = (_request, _context, reply) => reply;

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
