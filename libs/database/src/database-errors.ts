import { AppError } from '@tenfold/errors';
import { NotOwner, REFUSED } from './shard-errors.js';

/** SQLSTATE classes and codes that say "later", not "wrong": connection, resources, shutdown, lock and statement timeouts. */
const LATER = /^(08...|53...|57P0[1-5]|55P03|25006|40001|40P01)$/;
const QUERY_CANCELED = '57014';
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Turns trouble with the server into a bounded 503; a statement that is wrong stays the error it is, and becomes a 500. */
export function translateDatabaseError(error: unknown, shard: string): unknown {
  if (error instanceof AppError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === REFUSED) return new NotOwner(shard, error);
  if (code === QUERY_CANCELED) return later('overloaded', shard, error);
  if (code !== undefined && (LATER.test(code) || SOCKET.has(code)))
    return later('dependency_unavailable', shard, error);
  if (isSilent(error)) return later('dependency_unavailable', shard, error);
  // node-postgres reports these without a code.
  if (
    message !== undefined &&
    /timeout exceeded when trying to connect|Connection terminated|not queryable/.test(message)
  ) {
    return later('dependency_unavailable', shard, error);
  }
  return error;
}

/** What a server says of a statement while it stays there; not connection trouble, resources or shutdown. */
export function isComplaint(error: unknown): boolean {
  const { code = '', severity } = error as { code?: string; severity?: string };
  return severity === 'ERROR' && !/^(08|53|57)/.test(code);
}

/** @returns the name of the unique constraint (23505) or check (23514) that the statement broke */
export function violatedConstraint(error: unknown): string | undefined {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' || code === '23514' ? constraint : undefined;
}

const OUT_OF_RANGE = '22003';

/** A number does not fit its column: a sum has passed 2^63 - 1. */
export function isOutOfRange(error: unknown): boolean {
  return (error as { code?: string }).code === OUT_OF_RANGE;
}

const LOCK_NOT_AVAILABLE = '55P03';

/** Of a statement for many: one row is to blame, by SQLSTATE of classes 22 and 23 (data and constraints) or as somebody else holds it. */
export function isOfOneRow(error: unknown): boolean {
  const { code } = causeOf(error) as { code?: unknown };
  return typeof code === 'string' && (/^2[23][0-9A-Z]{3}$/.test(code) || code === LOCK_NOT_AVAILABLE);
}

/** What the server said, under what we make of it. */
function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
}

/** A row has no partition to go to; Postgres calls it a broken check, and names none. */
export function isMissingPartition(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23514' && constraint === undefined;
}

/** Nobody had a connection for whoever has waited so long; as the pool words it. */
export function noConnection(): Error {
  return new Error('timeout exceeded when trying to connect');
}

/** As pg words its own timeout. */
const SILENT = 'Query read timeout';

/** The server has said nothing at all. */
export function silent(): Error {
  return new Error(SILENT);
}

/** The client's own timeout. */
export function isSilent(error: unknown): error is Error {
  return error instanceof Error && error.message === SILENT;
}

function later(code: 'overloaded' | 'dependency_unavailable', shard: string, cause: unknown): AppError {
  return new AppError(code, {
    headers: { 'retry-after': '1' },
    cause: new Error(`shard ${shard}`, { cause }),
  });
}
