import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { AppError } from '@tenfold/errors';
import { Fields } from '@tenfold/http';
import type { Strategies } from '@tenfold/strategies';
import type { FastifyInstance, FastifyRequest } from 'fastify';

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
 * `fields=` of every GET, in one place: the parameter is taken out of the query before the route's own schema sees it. To be added
 * before the hook that refuses what is not declared.
 */
export function addFieldsHook(instance: FastifyInstance, strategies: Strategies): void {
  instance.addHook('preValidation', (request, _reply, done) => {
    const selectable = request.routeOptions.config.tenfold?.selectable;
    const query = request.query as Record<string, unknown>;
    const text = query[PARAMETER];
    if (selectable === undefined || text === undefined) return done();
    delete query[PARAMETER];
    try {
      request.fields = Fields.parse(single(text), selectable);
      // Off, everything is read and what was not asked for is thrown away: the first version of many an API.
      if (strategies.isOn('fields')) request.members = request.fields.members;
      done();
    } catch (error) {
      done(error as Error);
    }
  });
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
