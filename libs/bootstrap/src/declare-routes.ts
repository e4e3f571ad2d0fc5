import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { RouteConfig, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_METADATA, type Access } from '@tenfold/identity';

/** What the request hooks know of a route before its controller is called. */
export interface RouteDeclaration {
  readonly access: Access;
  readonly takesQuery: boolean;
  readonly takesBody: boolean;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    tenfold?: RouteDeclaration;
  }
}

/**
 * Reads what each controller method declares and hangs it on its route. Runs before the routes are registered.
 * @throws Error that names every route without @Public or @Allow: access is denied by default, at start and not at midnight
 */
export function declareRoutes(app: NestFastifyApplication): void {
  const scanner = new MetadataScanner();
  const undeclared: string[] = [];
  for (const { metatype } of app.get(DiscoveryService).getControllers()) {
    if (typeof metatype !== 'function') continue;
    const prototype = metatype.prototype as object;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = (prototype as Record<string, unknown>)[name] as () => unknown;
      if (!Reflect.hasMetadata(PATH_METADATA, handler)) continue;
      const access = Reflect.getMetadata(ACCESS_METADATA, handler) as Access | undefined;
      if (access === undefined) {
        undeclared.push(`${metatype.name}.${name}`);
        continue;
      }
      const takes = (type: RouteParamtypes): boolean => hasParameter(metatype, name, type);
      const tenfold: RouteDeclaration = {
        access,
        takesQuery: takes(RouteParamtypes.QUERY),
        takesBody: takes(RouteParamtypes.BODY),
      };
      RouteConfig({ tenfold })(prototype, name, Object.getOwnPropertyDescriptor(prototype, name) ?? {});
    }
  }
  if (undeclared.length > 0)
    throw new Error(`routes without @Public() or @Allow(): ${undeclared.join(', ')}`);
}

/** `GET /v1/orders/:orderId` for each controller method, for tests that must not miss a route. */
export function listRoutes(
  app: NestFastifyApplication,
): { method: string; controller: string; handler: string }[] {
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      if (typeof metatype !== 'function') return [];
      const prototype = metatype.prototype as Record<string, () => unknown>;
      return scanner.getAllMethodNames(prototype).flatMap((handler) => {
        const method = Reflect.getMetadata(METHOD_METADATA, prototype[handler] ?? (() => undefined)) as
          RequestMethod | undefined;
        return method === undefined
          ? []
          : [{ method: RequestMethod[method], controller: metatype.name, handler }];
      });
    });
}

function hasParameter(controller: Function, method: string, type: RouteParamtypes): boolean {
  const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    unknown
  >;
  return Object.keys(parameters).some((key) => key.startsWith(`${type}:`));
}
