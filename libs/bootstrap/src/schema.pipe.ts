import { type ArgumentMetadata, Injectable, type PipeTransform } from '@nestjs/common';
import { AppError, type FieldError } from '@tenfold/errors';
import { idSchema, jsonPointer } from '@tenfold/http';
import { ID_PATTERN } from '@tenfold/ids';
import { z } from 'zod';

/** More would not help the client, and a hostile body could ask for megabytes of complaints. */
const MAX_ERRORS = 20;

/**
 * Checks each argument of a controller method against the schema that its decorator names (`@Body({ schema })`) and hands over
 * what the schema makes of it. Messages from NATS are checked by their contract before they get here.
 */
@Injectable()
export class SchemaPipe implements PipeTransform {
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { schema } = metadata as { schema?: unknown };
    if (!(schema instanceof z.ZodType)) return value;
    const where = placeOf(metadata);
    const parsed = schema.safeParse(value === undefined && metadata.type === 'query' ? {} : value);
    const errors = parsed.success
      ? textErrors(parsed.data, where)
      : parsed.error.issues.flatMap((issue) => fieldErrors(issue, where));
    if (errors.length === 0) return parsed.data;
    throw new AppError('validation_failed', { detail: summary(errors), errors: errors.slice(0, MAX_ERRORS) });
  }
}

/** Values of one parameter that are remembered; positions and the like have few, and what else is sent is thrown away. */
const MOST_REMEMBERED = 256;

/**
 * What the pipe makes of one argument, for a route that is called often: a schema takes 1 to 3 µs, which is a part of a hot answer. An id is
 * looked at by its pattern alone, a query without parameters is parsed once, and so is each of the few values of other parameters.
 */
export function checkerOf(metadata: ArgumentMetadata): (value: unknown) => unknown {
  const pipe = new SchemaPipe();
  const { schema } = metadata as { schema?: unknown };
  if (schema === undefined) return (value) => value;
  const parse = (value: unknown): unknown => pipe.transform(value, metadata);
  if (metadata.type === 'query') return whereEmpty(parse);
  if (schema !== idSchema) return remembering(parse);
  return (value) => (typeof value === 'string' && ID_PATTERN.test(value) ? value : parse(value));
}

function whereEmpty(parse: (value: unknown) => unknown): (value: unknown) => unknown {
  let known: object | undefined;
  return (query) => {
    for (const name in query as object) if (Object.hasOwn(query as object, name)) return parse(query);
    return (known ??= Object.freeze(parse({}) as object));
  };
}

/** Only where a text becomes something that nobody can change. */
function remembering(parse: (value: unknown) => unknown): (value: unknown) => unknown {
  const known = new Map<unknown, unknown>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const parsed = parse(value);
    if (typeof value !== 'string' || typeof parsed === 'object') return parsed;
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(value, parsed);
    return parsed;
  };
}

/** How a path inside the argument is named to the client. */
type Place = (path: readonly PropertyKey[]) => Pick<FieldError, 'pointer' | 'parameter' | 'header'>;

function placeOf({ type, data }: ArgumentMetadata): Place {
  if (type === 'body') return (path) => ({ pointer: jsonPointer(path) });
  const names = (path: readonly PropertyKey[]): string => String(data ?? path[0] ?? '');
  // Nest reports @Headers() as a custom parameter.
  return type === 'query' || type === 'param'
    ? (path) => ({ parameter: names(path) })
    : (path) => ({ header: names(path) });
}

function fieldErrors(issue: z.core.$ZodIssue, where: Place): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...where([...issue.path, key]),
      code: 'unknown',
      detail: 'is not known here',
    }));
  }
  // Of a union whose member is chosen by `type`, report what is wrong inside the member.
  if (issue.code === 'invalid_union' && issue.errors.length === 1) {
    return (issue.errors[0] ?? []).flatMap((inner) =>
      fieldErrors({ ...inner, path: [...issue.path, ...inner.path] }, where),
    );
  }
  return [{ ...where(issue.path), code: issue.code, detail: issue.message }];
}

function summary(errors: readonly FieldError[]): string {
  const [first] = errors;
  const name = first?.pointer ?? first?.parameter ?? first?.header ?? '';
  const rest = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return `${name === '' ? 'the body' : name}: ${first?.detail ?? ''}${rest}`;
}

/** Far deeper than any schema of ours; what lies below is somebody's attempt to exhaust the stack. */
const MAX_DEPTH = 32;

/**
 * Postgres stores neither NUL nor half a surrogate pair, and JSON can spell both. Found here they are the client's mistake that
 * we can name; found there they would be a 500.
 */
function textErrors(value: unknown, where: Place, path: PropertyKey[] = []): FieldError[] {
  if (typeof value === 'string') {
    if (!value.includes('\0') && value.isWellFormed()) return [];
    const detail = 'holds a character that cannot be stored (NUL or half a pair)';
    return [{ ...where(path), code: 'invalid_text', detail }];
  }
  if (typeof value !== 'object' || value === null) return [];
  if (path.length >= MAX_DEPTH) return [{ ...where(path), code: 'too_deep', detail: 'is nested too deeply' }];
  return Object.entries(value).flatMap(([key, inner]) => [
    ...textErrors(key, where, [...path, key]),
    ...textErrors(inner, where, [...path, key]),
  ]);
}
