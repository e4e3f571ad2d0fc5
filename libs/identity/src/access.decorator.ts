import { applyDecorators, createParamDecorator, SetMetadata, type ExecutionContext } from '@nestjs/common';
import { ApiBearerAuth, ApiExtension } from '@nestjs/swagger';
import type { Principal, Role } from './principal.js';

/** What a route says about its callers: everybody, or the holders of one of these roles. */
export type Access = 'public' | readonly Role[];

export const ACCESS_METADATA = 'tenfold:access';

/** Anybody may call. A token that is sent all the same is verified, and a bad one is refused. */
export const Public = (): MethodDecorator => SetMetadata(ACCESS_METADATA, 'public' satisfies Access);

/** Holders of any of these roles may call. A route with neither decorator stops the service from starting. */
export const Allow = (...roles: readonly [Role, ...Role[]]): MethodDecorator =>
  applyDecorators(
    SetMetadata(ACCESS_METADATA, roles satisfies Access),
    ApiBearerAuth(),
    ApiExtension('x-roles', [...roles]),
  );

/** Hands the verified caller to a controller method; undefined on a public route without a token. */
export const CurrentPrincipal = createParamDecorator(
  (_data: undefined, context: ExecutionContext): Principal | undefined =>
    context.switchToHttp().getRequest<{ principal?: Principal }>().principal,
);
