import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Fit for a log line, a header and a shell without quoting. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's id when it is fit to be logged, else a new one. */
export function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
}
