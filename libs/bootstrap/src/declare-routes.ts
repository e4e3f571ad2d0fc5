import { RequestMethod, type Type } from '@nestjs/common';
import { METHOD_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ReadIntent } from '@tenfold/database';
import { selectableOf, type Selectable } from '@tenfold/http';
import { ACCESS_METADATA, type Access } from '@tenfold/identity';
import { z } from 'zod';
import { readAnswer } from './answer.decorator.js';
import type { RouteTarget } from './direct-arguments.js';
import { LANE_METADATA } from './lane.decorator.js';
import { READS_METADATA } from './reads.decorator.js';

/** Where @nestjs/swagger keeps what @ApiOkResponse says. */
const API_RESPONSE = 'swagger/apiResponse';

/** What the request hooks know of a route before its controller is called. */
export interface RouteDeclaration {
  readonly access: Access;
  readonly intent: ReadIntent;
  readonly takesQuery: boolean;
  readonly takesBody: boolean;
  /** What `fields=` may choose from; undefined where nothing can be chosen. */
  readonly selectable: Selectable | undefined;
  /** Whether finished answers are kept in front of the framework. */
  readonly lane: boolean;
  /** Whether its method is given the parts of the URL and nothing that may say who asks. */
  readonly impersonal: boolean;
  /** Set where the server may call the method itself: a write, or a read whose answer is an `Answer`. */
  readonly target: RouteTarget | undefined;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    tenfold?: RouteDeclaration;
  }
}

export interface DeclaredRoute {
  readonly controller: Type<unknown>;
  /** Name of the controller's method. */
  readonly handler: string;
  readonly method: string;
  readonly access: Access | undefined;
  /** Undefined where nothing is declared: such a route reads fresh. */
  readonly intent: ReadIntent | undefined;
  readonly selectable: Selectable | undefined;
  readonly lane: boolean;
}

/** Every controller method that answers a route. */
export function listRoutes(app: NestFastifyApplication): DeclaredRoute[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const controller = metatype as Type<unknown>;
      return scanner.getAllMethodNames(controller.prototype as object).flatMap((handler) => {
        const method = metadataOf(controller, handler, METHOD_METADATA) as RequestMethod | undefined;
        const access = metadataOf(controller, handler, ACCESS_METADATA) as Access | undefined;
        const intent = metadataOf(controller, handler, READS_METADATA) as ReadIntent | undefined;
        const lane = metadataOf(controller, handler, LANE_METADATA) === true;
        if (method === undefined) return [];
        const selectable = method === RequestMethod.GET ? selectableAnswer(controller, handler) : undefined;
        return [{ controller, handler, method: RequestMethod[method], access, intent, selectable, lane }];
      });
    });
}

/**
 * Hangs on each route what its controller method declares. Runs before the routes are registered.
 * @throws Error that names every route without @Public or @Allow: access is denied by default, at start and not at midnight;
 *   every route that reads from replicas although it decides something; and every one that is to be kept for all although it is not
 *   for all
 */
export function declareRoutes(app: NestFastifyApplication): void {
  const routes = listRoutes(app);
  refuse(
    'routes without @Public() or @Allow()',
    routes.filter(({ access }) => access === undefined),
  );
  refuse(
    'routes with @Reads() that are no GET',
    routes.filter(({ method, intent }) => intent !== undefined && method !== 'GET'),
  );
  refuse(
    'routes with @Lane() that are no public GET',
    routes.filter(({ method, access, lane }) => lane && (method !== 'GET' || access !== 'public')),
  );
  for (const { controller, handler, method, access = [], intent = 'fresh', selectable, lane } of routes) {
    const tenfold: RouteDeclaration = {
      access,
      intent,
      takesQuery: hasParameter(controller, handler, RouteParamtypes.QUERY),
      takesBody: hasParameter(controller, handler, RouteParamtypes.BODY),
      selectable,
      lane,
      impersonal: isImpersonal(controller, handler),
      target: method !== 'GET' || usesAnswer(controller, handler) ? { controller, handler } : undefined,
    };
    const prototype = controller.prototype as object;
    RouteConfig({ tenfold })(prototype, handler, Object.getOwnPropertyDescriptor(prototype, handler) ?? {});
  }
}

function refuse(complaint: string, routes: readonly DeclaredRoute[]): void {
  if (routes.length === 0) return;
  const names = routes.map(({ controller, handler }) => `${controller.name}.${handler}`);
  throw new Error(`${complaint}: ${names.join(', ')}`);
}

function metadataOf(controller: Type<unknown>, handler: string, key: string): unknown {
  const method = (controller.prototype as Record<string, object>)[handler];
  return method === undefined ? undefined : Reflect.getMetadata(key, method);
}

/** The documented answer is the one that is sent, so it is also what members are chosen of. */
function selectableAnswer(controller: Type<unknown>, handler: string): Selectable | undefined {
  const responses = (metadataOf(controller, handler, API_RESPONSE) ?? {}) as Record<
    string,
    { readonly standardSchema?: unknown }
  >;
  const schema = responses['200']?.standardSchema;
  return schema instanceof z.ZodType ? selectableOf(schema) : undefined;
}

function hasParameter(controller: Type<unknown>, method: string, type: RouteParamtypes): boolean {
  return Object.keys(parametersOf(controller, method)).some((key) => key.startsWith(`${type}:`));
}

/** Of all that decorators can inject, what is named here; an `Answer` looks at nothing of the request that a token could change. */
function isImpersonal(controller: Type<unknown>, method: string): boolean {
  return Object.entries(parametersOf(controller, method)).every(
    ([key, { factory }]) =>
      factory === readAnswer ||
      key.startsWith(`${RouteParamtypes.PARAM}:`) ||
      key.startsWith(`${RouteParamtypes.QUERY}:`),
  );
}

function usesAnswer(controller: Type<unknown>, method: string): boolean {
  return Object.values(parametersOf(controller, method)).some(({ factory }) => factory === readAnswer);
}

function parametersOf(controller: Type<unknown>, method: string): Record<string, { factory?: unknown }> {
  return (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { factory?: unknown }
  >;
}
