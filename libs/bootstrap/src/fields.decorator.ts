import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { Fields, type Selectable } from '@tenfold/http';
import type { FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyRequest {
    /** What `fields=` has chosen; `Answer` sends no more than that. */
    fields?: Fields;
    /** Members of the answer that have to be read for it; undefined: all. */
    members?: readonly string[];
  }
}

const PARAMETER = 'fields';

/**
 * `fields=` of every GET, in one place: the parameter is taken out of the query before the route's own schema sees it.
 * @param readsFewer off, everything is read and what was not asked for is thrown away: the first version of many an API
 */
export function chooseFields(
  request: FastifyRequest,
  selectable: Selectable | undefined,
  query: Record<string, unknown>,
  readsFewer: () => boolean,
): Error | undefined {
  const text = query[PARAMETER];
  if (selectable === undefined || text === undefined) return undefined;
  delete query[PARAMETER];
  try {
    request.fields = Fields.parse(single(text), selectable);
    if (readsFewer()) request.members = request.fields.members;
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

function single(text: unknown): string {
  if (typeof text === 'string') return text;
  const errors = [{ parameter: PARAMETER, code: 'repeated', detail: 'is given more than once' }];
  throw new AppError('validation_failed', { detail: 'fields is given more than once', errors });
}

/** Injects which members of the answer have to be read, for a route that can leave the others where they are; undefined: all. */
export const SelectedMembers = createParamDecorator(
  (_data: unknown, context: ExecutionContext): readonly string[] | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().members,
);
