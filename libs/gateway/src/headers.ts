import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** RFC 9110, section 7.6.1, and what older proxies send: these speak of one connection, not of the message. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Set by the edge alone: what a client writes here is a claim that services would believe. */
const EDGE_ONLY = new Set([
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-proto',
  'x-real-ip',
]);

/** What the services take too, or one request would go by two ids. Fit for a log line, a header and a shell without quoting. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

/** The caller's id when it is fit to be logged, else a new one. */
export function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

export function withoutHopByHop<T extends IncomingHttpHeaders>(headers: T): T {
  const named = String(headers.connection ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase());
  return drop(headers, (name) => HOP_BY_HOP.has(name) || named.includes(name));
}

export interface Edge {
  readonly requestId: string;
  readonly clientIp: string;
  readonly protocol: string;
  readonly host: string;
  readonly hasBody: boolean;
}

/** What the service sees: the client's headers, minus the connection's and the forged, plus who asked and how. */
export function forwardedHeaders(headers: IncomingHttpHeaders, edge: Edge): IncomingHttpHeaders {
  const kept = drop(withoutHopByHop(headers), (name) => EDGE_ONLY.has(name) || name === 'expect');
  // A body that is not passed on (GET, HEAD) must not be announced either.
  if (!edge.hasBody) delete kept['content-length'];
  return {
    ...kept,
    host: edge.host,
    'x-request-id': edge.requestId,
    'x-forwarded-for': edge.clientIp,
    'x-forwarded-proto': edge.protocol,
    'x-forwarded-host': edge.host,
  };
}

function drop<T extends IncomingHttpHeaders>(headers: T, unwanted: (name: string) => boolean): T {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !unwanted(name.toLowerCase()))) as T;
}
