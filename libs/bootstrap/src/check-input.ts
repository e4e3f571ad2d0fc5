import { AppError, type FieldError } from '@tenfold/errors';
import type { FastifyRequest } from 'fastify';
import { chooseFields } from './fields.decorator.js';

const MOST_ERRORS = 20;

/**
 * Before the route's own schemas: takes `fields=` out of the query, and refuses what the route does not declare. A misspelt filter must
 * not look like an empty result.
 */
export function checkInput(request: FastifyRequest, readsFewer: () => boolean): Error | undefined {
  const declaration = request.served?.declaration;
  if (declaration === undefined) return undefined;
  const query = request.query as Record<string, unknown>;
  if (!isEmpty(query)) {
    const unfit = chooseFields(request, declaration.selectable, query, readsFewer);
    if (unfit !== undefined) return unfit;
    if (!declaration.takesQuery && !isEmpty(query)) return undeclaredQuery(Object.keys(query));
  }
  return declaration.takesBody || isEmpty(request.body) ? undefined : undeclaredBody();
}

/** Without a list of its members: most queries and bodies are. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return false;
  for (const name in value) if (Object.hasOwn(value, name)) return false;
  return true;
}

function undeclaredQuery(parameters: readonly string[]): AppError {
  const errors = parameters
    .slice(0, MOST_ERRORS)
    .map((parameter): FieldError => ({ parameter, code: 'unknown', detail: 'is not known here' }));
  return new AppError('validation_failed', { detail: 'this route takes no query parameters', errors });
}

function undeclaredBody(): AppError {
  return new AppError('validation_failed', {
    detail: 'this route takes no body',
    errors: [{ pointer: '', code: 'unknown', detail: 'is not known here' }],
  });
}
